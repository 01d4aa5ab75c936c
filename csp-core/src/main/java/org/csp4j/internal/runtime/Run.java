package org.csp4j.internal.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.csp4j.Channel;
import org.csp4j.DeadlockException;
import org.csp4j.FiberFailedException;
import org.csp4j.FiberState;
import org.csp4j.Remaining;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.internal.diag.DeadlockDetector;
import org.csp4j.internal.diag.Watch;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.ThreadParker;
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
     *
     * If all fibers are asleep for ever, the detector does step 3, in its own thread; that ends the wait of the caller, be it in step 2 or
     * 4, and in step 5 it throws the deadlock. What else there is to throw came first, or is a consequence: see outcome(). If those that
     * are left are asleep for ever once more, as they clean up, it interrupts them once more.
     */
    private final Channel<Void> ended = new LockedChannel<>("end of a run", 0, ChannelOptions.plain(), home());
    private volatile @Nullable Deadlock deadlock; // the detector writes, once (deadlocked)

    /** All fibers were asleep; and whether main was one of them. */
    private record Deadlock(DeadlockReport report, boolean isOfMain) {}

    private Run(boolean isWatched) {
        super(OpenScopes.enclosing(), isWatched);
    }

    /** Runs main and what it starts, on this runtime; whatever comes of it, no fiber of the run is left. */
    static <T extends @Nullable Object> T call(CspRuntime runtime, Remaining remaining, Callable<T> main, Object site)
            throws Exception {
        Objects.requireNonNull(remaining, "remaining");
        if (Thread.interrupted()) {
            throw new InterruptedException("a run began interrupted");
        }
        boolean isWatched = runtime.detectsDeadlocks();
        Run run = new Run(isWatched);
        RuntimeFiber<T> fiber = RuntimeFiber.of(runtime, run, "main", site, main);
        try (Watch _ = isWatched ? DeadlockDetector.watch(run, null, report -> run.deadlocked(fiber, report)) : null) {
            run.linkToOuter();
            ThreadParker.waitsForGroup(1);
            return run.toEnd(runtime.start(fiber), remaining);
        } finally {
            ThreadParker.waitsForGroup(-1);
            run.unlinkFromOuter();
        }
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
        return outcome(main, interrupt);
    }

    private void deadlocked(RuntimeFiber<?> main, DeadlockReport report) {
        if (deadlock == null) {
            deadlock = new Deadlock(report, !main.hasEnded());
        }
        cancelSleepers();
    }

    /** Step 5. What came first is thrown, and suppresses the others: an interrupt; a deadlock, if it has ended main; main's failure. */
    private <T extends @Nullable Object> T outcome(RuntimeFiber<T> main, @Nullable InterruptedException interrupt)
            throws Exception {
        Deadlock found = deadlock;
        Throwable failure = main.state() == FiberState.FAILED ? main.failure() : null;
        Throwable dead = found == null ? null : new DeadlockException(found.report);
        List<Throwable> thrown = found != null && found.isOfMain
                ? Arrays.asList(interrupt, dead, failure)
                : Arrays.asList(interrupt, failure, dead);
        Throwable first = null;
        for (Throwable each : thrown) {
            if (first == null) {
                first = each;
            } else if (each != null && each != first) {
                first.addSuppressed(each);
            }
        }
        if (first != null) {
            throw asException(first);
        }
        return main.outcome();
    }

    /** Whether it is too late for an interrupt, as it would end nothing that is not to be ended anyway. */
    private boolean isDecided(RuntimeFiber<?> main, Remaining remaining) {
        return deadlock != null
                || switch (main.state()) {
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

    /** What a main fiber has thrown, for its caller. */
    static Exception asException(Throwable failure) {
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
    public String toString() {
        return "a run";
    }

    @Override
    protected RuntimeException refusal() {
        throw new AssertionError("a run is not closed while fibers of it live, which alone start fibers in it");
    }
}
