package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.EngineChoice;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.ThreadDump;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/**
 * Fibers that have one carrier and get no second, unless a test asks for spares: whatever waits without leaving its carrier stops
 * the test.
 */
@Tag("opened")
abstract class OneCarrier {
    static final int MANY = 20;

    final Scheduler scheduler;
    private final List<Fiber<?>> fibers = new ArrayList<>(); // the test's thread alone

    OneCarrier() {
        this(oneCarrier());
    }

    OneCarrier(Scheduler.Builder builder) {
        this.scheduler = builder.build();
    }

    static Scheduler.Builder oneCarrier() {
        return withSpares().maxCarriers(1);
    }

    static Scheduler.Builder withSpares() {
        return Scheduler.builder()
                .name("third-party")
                .engine(EngineChoice.WORK_STEALING)
                .parallelism(1);
    }

    @AfterEach
    void everyFiberEnds() throws Exception {
        try {
            for (Fiber<?> fiber : fibers) {
                end(fiber);
            }
        } finally {
            scheduler.close(Delays.PATIENCE);
        }
    }

    final Fiber<?> go(Action body) {
        return started(scheduler.go(body));
    }

    final <T> Fiber<T> async(Callable<T> body) {
        return started(scheduler.async(body));
    }

    final <F extends Fiber<?>> F started(F fiber) {
        fibers.add(fiber);
        return fiber;
    }

    /** Runs a body in a fiber, and returns what it returns. */
    final <T> T call(Callable<T> body) throws InterruptedException {
        return end(async(body));
    }

    /** Runs a body in a fiber. */
    final void run(Action body) throws InterruptedException {
        end(go(body));
    }

    /** What the fiber returns. Dumps all threads if it does not end. */
    static <T extends @Nullable Object> T end(Fiber<T> fiber) throws InterruptedException {
        if (!fiber.join(Delays.PATIENCE)) {
            ThreadDump.print(fiber.name() + " does not end");
            throw new AssertionError(
                    fiber.name() + " does not end, and is " + fiber.thread().getState());
        }
        return fiber.result();
    }

    static void awaitState(Fiber<?> fiber, Thread.State state) {
        Await.until(fiber.name() + " is " + state, () -> fiber.thread().getState() == state);
    }

    static void awaitWaiting(Fiber<?> fiber) {
        awaitState(fiber, Thread.State.WAITING);
    }

    /** There is just one. */
    final Thread carrier() throws InterruptedException {
        Thread carrier = call(VirtualThreads::currentCarrierThread);
        assertThat(carrier.getName()).startsWith("third-party-carrier-");
        return carrier;
    }
}
