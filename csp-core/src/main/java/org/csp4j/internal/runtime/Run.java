package org.csp4j.internal.runtime;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.csp4j.Channel;
import org.csp4j.FiberFailedException;
import org.csp4j.FiberState;
import org.csp4j.Remaining;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.internal.fiber.FiberGroup;
import org.jspecify.annotations.Nullable;

/** A main fiber, and the fibers that it has started, and those that these have started, and so on. */
final class Run extends FiberGroup {
    /*
     * 1  The caller starts main, the only fiber that is not started by one of the run.
     * 2  It waits for main, and if main returns and the rest is to be awaited, for `ended`. An interrupt, or a failure of main,
     *    cuts that short.
     * 3  It cancels the run. From then on each fiber of it has been asked to end (FiberGroup I1).
     * 4  It waits for `ended`, which the last fiber closes; an interrupt changes nothing any more, and is kept.
     * 5  It throws the interrupt of step 2, or what main has thrown, or returns what main has returned.
     */
    private final Channel<Void> ended = new LockedChannel<>("end of a run", 0, ChannelOptions.plain());

    private Run() {}

    /** Runs main and what it starts, on this runtime; whatever comes of it, no fiber of the run is left. */
    static <T extends @Nullable Object> T call(CspRuntime runtime, Remaining remaining, Callable<T> main, Object site)
            throws Exception {
        Objects.requireNonNull(remaining, "remaining");
        if (Thread.interrupted()) {
            throw new InterruptedException("a run began interrupted");
        }
        Run run = new Run();
        return run.toEnd(runtime.start(RuntimeFiber.of(runtime, run, "main", site, main)), remaining);
    }

    private <T extends @Nullable Object> T toEnd(RuntimeFiber<T> main, Remaining remaining) throws Exception {
        InterruptedException interrupt = null;
        try {
            main.join();
            if (remaining == Remaining.AWAIT && main.state() == FiberState.DONE) {
                ended.receiveOrClosed();
            }
        } catch (InterruptedException e) {
            if (isDecided(main, remaining)) {
                Thread.currentThread().interrupt();
            } else {
                interrupt = e;
            }
        }
        cancel();
        awaitEnd();
        if (interrupt != null) {
            if (main.state() == FiberState.FAILED) {
                interrupt.addSuppressed(main.failure());
            }
            throw interrupt;
        }
        if (main.state() == FiberState.FAILED) {
            throw asException(main.failure());
        }
        return main.outcome();
    }

    /** Whether it is too late for an interrupt, as it would end nothing that is not to be ended anyway. */
    private boolean isDecided(RuntimeFiber<?> main, Remaining remaining) {
        return switch (main.state()) {
            case DONE -> remaining == Remaining.CANCEL || ended.isClosed();
            case FAILED, CANCELLED -> true;
            case RUNNABLE, PARKED -> false;
        };
    }

    private void awaitEnd() {
        boolean wasInterrupted = false;
        while (!ended.isClosed()) {
            try {
                ended.receiveOrClosed();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Exception asException(Throwable failure) {
        return switch (failure) {
            case Exception exception -> exception;
            case Error error -> throw error;
            default -> new FiberFailedException("fiber 'main' failed: " + failure, failure);
        };
    }

    @Override
    protected void emptied() {
        ended.close();
    }

    @Override
    protected RuntimeException refusal() {
        throw new AssertionError("a run is not closed while fibers of it live, which alone start fibers in it");
    }
}
