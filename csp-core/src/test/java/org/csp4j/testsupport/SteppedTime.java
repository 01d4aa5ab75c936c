package org.csp4j.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.Fiber;
import org.csp4j.FiberFailedException;
import org.csp4j.FiberState;
import org.csp4j.Scheduler;
import org.csp4j.VirtualClock;
import org.csp4j.diagnostics.WaitReason;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fibers whose time stands still until the test advances it: a field with {@code @RegisterExtension}. When the test is over
 * all of them are joined; one that has failed, and whose failure the test has not asked for, fails the test.
 */
public final class SteppedTime implements AfterEachCallback {
    private final VirtualClock clock = VirtualClock.create();
    private final Scheduler scheduler = Scheduler.builder().clock(clock).build();
    private final List<Fiber<?>> fibers = new ArrayList<>(); // the test's thread alone, as is what follows
    private final List<Fiber<?>> asked = new ArrayList<>();

    public VirtualClock clock() {
        return clock;
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    // Fibers

    public Fiber<Void> start(Action body) {
        return start(() -> {
            body.run();
            return null;
        });
    }

    public <T> Fiber<T> start(Callable<T> body) {
        Fiber<T> fiber = scheduler.async(body);
        fibers.add(fiber);
        return fiber;
    }

    /** Runs a body in a fiber that does not have to wait for the clock. */
    public void run(Action body) {
        result(start(body));
    }

    /** What a body returns in a fiber that does not have to wait for the clock. */
    public <T> T call(Callable<T> body) {
        return result(start(body));
    }

    /** What the fiber returns; fails where it has. */
    public <T> T result(Fiber<T> fiber) {
        awaitEnd(fiber);
        asked.add(fiber);
        try {
            return fiber.result();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the body of the fiber has thrown. */
    public Throwable failure(Fiber<?> fiber) {
        awaitEnd(fiber);
        asked.add(fiber);
        try {
            throw new AssertionError("it has not failed, but returned " + fiber.result());
        } catch (FiberFailedException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitEnd(Fiber<?> fiber) {
        try {
            if (!fiber.join(Delays.PATIENCE)) {
                throw new AssertionError(
                        "it does not end: " + fiber + " " + fiber.waitReason() + " " + trace(fiber.thread()));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String trace(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    /** Until the fiber is parked in such an operation. */
    public static void awaitPark(Fiber<?> fiber, WaitReason.Kind kind) {
        Await.until(fiber + " parks in " + kind, () -> {
            if (fiber.state().isEnded()) {
                throw new AssertionError("it has ended instead of parking in " + kind + ": " + fiber);
            }
            return fiber.state() == FiberState.PARKED
                    && fiber.waitReason().map(WaitReason::kind).orElse(null) == kind;
        });
    }

    /** Starts a fiber, until it is parked in such an operation. */
    public <T> Fiber<T> parked(WaitReason.Kind kind, Callable<T> body) {
        Fiber<T> fiber = start(body);
        awaitPark(fiber, kind);
        return fiber;
    }

    // Time

    public void advance(Duration by) {
        clock.advance(by);
    }

    /** That many parties wait for the clock, sooner or later. */
    public void awaitWaiting(int parties) {
        Await.until(parties + " wait for the clock", () -> clock.waiting() == parties);
    }

    public void assertNobodyWaits() {
        assertThat(clock.waiting()).as("parties that wait for the clock").isZero();
    }

    /** The instant this long after the beginning. */
    public static Instant instant(Duration sinceBeginning) {
        return Instant.EPOCH.plus(sinceBeginning);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            fibers.forEach(Fiber::cancel); // whoever has failed has said what there is to say
            return;
        }
        for (Fiber<?> fiber : fibers) {
            awaitEnd(fiber);
            if (fiber.state() == FiberState.FAILED && !asked.contains(fiber)) {
                throw new AssertionError("a fiber of the test failed", failure(fiber));
            }
        }
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
    }
}
