package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.csp4j.Action;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Delays;

/** The fibers of one test, which all have to end, and none of which may fail. */
final class TestFibers {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    Thread go(WorkStealingEngine engine, Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        engine.start(fiber);
        threads.add(fiber.thread());
        return fiber.thread();
    }

    boolean areAlive() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    void awaitEnds() throws InterruptedException {
        for (Thread thread : threads) {
            awaitEnd(thread);
        }
        assertThat(failure.get()).isNull();
    }

    static void awaitEnd(Thread thread) throws InterruptedException {
        assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
    }

    /** Holds the calling thread until then, and the carrier that it may be on. */
    static void spinUntil(BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begun).isLessThan(Delays.PATIENCE.toNanos());
            Thread.onSpinWait();
        }
    }

    /** The one that the calling fiber is on. */
    static Carrier carrier() {
        return (Carrier) VirtualThreads.currentCarrierThread();
    }
}
