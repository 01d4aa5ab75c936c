package org.csp4j.internal.runtime;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.FiberState;
import org.csp4j.SchedulerClosedException;
import org.csp4j.ScopePolicy;
import org.jspecify.annotations.Nullable;

/** A section of a fiber's work that neither a cancellation nor an interrupt of it reaches. */
public final class Shield {
    /*
     * The section runs in a fiber of its own, in a scope that inherits no deadline; whoever wants it waits for that, come what may. On the
     * thread itself an interrupt could not be kept away: anybody can interrupt a thread, and every blocking call of the JDK heeds that.
     */
    private static final ScopeConfig SECTION =
            ScopeConfig.DEFAULT.withName("shielded section").withPolicy(ScopePolicy.SUPERVISE);

    private Shield() {}

    /** Runs the body, and waits for it. */
    public static void run(Duration timeout, Action body) throws Exception {
        Objects.requireNonNull(body, "body");
        FiberScope section = new FiberScope(SECTION.withTimeout(timeout), false);
        boolean wasInterrupted = Thread.interrupted();
        try {
            RuntimeFiber<?> fiber = start(section, body);
            Uninterruptibly.await(fiber::hasEnded, () -> fiber.done().receiveOrClosed());
            throwFailure(section, fiber);
        } finally {
            section.end();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** On the shared scheduler, if the caller's has been closed: whose fibers end then, and may have to clean up for that. */
    private static RuntimeFiber<?> start(FiberScope section, Action body) {
        Callable<@Nullable Void> calling = () -> {
            body.run();
            return null;
        };
        try {
            return section.start(fiber(CspRuntime.current(), section, body, calling));
        } catch (SchedulerClosedException e) {
            return section.start(fiber(CspRuntime.shared(), section, body, calling));
        }
    }

    private static ScopeFiber<?> fiber(CspRuntime runtime, FiberScope section, Action body, Callable<?> calling) {
        return new ScopeFiber<>(runtime, section, section.name(), runtime.creationSite(body), true, calling);
    }

    private static void throwFailure(FiberScope section, RuntimeFiber<?> fiber) throws Exception {
        if (fiber.state() == FiberState.DONE) {
            return;
        }
        boolean hasFailed = fiber.state() == FiberState.FAILED;
        Throwable late = section.cause();
        if (late != null) {
            RuntimeException exception = section.toThrow(late);
            if (hasFailed) {
                exception.addSuppressed(fiber.failure());
            }
            throw exception;
        }
        if (hasFailed) {
            throw Run.asException(fiber.failure());
        }
        fiber.outcome(); // throws: something else has cancelled it
    }
}
