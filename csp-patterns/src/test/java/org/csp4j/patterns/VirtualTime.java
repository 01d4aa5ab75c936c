package org.csp4j.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.csp4j.VirtualClock;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fibers on the engine that this JVM has, whose time stands still until the test advances it: a field with
 * {@code @RegisterExtension}. When the test is over no fiber is left, and nobody waits for the clock.
 */
public final class VirtualTime implements AfterEachCallback {
    private final VirtualClock clock = VirtualClock.create();
    private final Scheduler scheduler = Scheduler.builder().clock(clock).build();
    private final List<Fiber<?>> fibers = new ArrayList<>(); // the test's thread alone

    public Scheduler scheduler() {
        return scheduler;
    }

    /** Starts a body; whoever wants to know what becomes of it asks for its result. */
    public <T> Fiber<T> start(Callable<T> body) {
        Fiber<T> fiber = scheduler.async(body);
        fibers.add(fiber);
        return fiber;
    }

    /** What a body returns that does not have to wait for the clock. */
    public <T> T call(Callable<T> body) throws InterruptedException {
        return result(start(body));
    }

    /** Runs a body that does not have to wait for the clock. */
    public void run(Action body) throws InterruptedException {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** What a fiber returns, which does not have to wait for the clock any more. */
    public <T> T result(Fiber<T> fiber) throws InterruptedException {
        assertThat(fiber.join(Delays.PATIENCE)).as("%s ends", fiber).isTrue();
        return fiber.result();
    }

    /** Moves time on, once so many wait for it. */
    public void advance(int waiting, Duration by) {
        awaitWaiting(waiting);
        clock.advance(by);
    }

    /** Until so many wait for the clock. */
    public void awaitWaiting(int parties) {
        Await.until(parties + " wait for the clock", () -> clock.waiting() == parties);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            fibers.forEach(Fiber::cancel); // whoever has failed has said what there is to say
        }
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
        awaitWaiting(0);
    }
}
