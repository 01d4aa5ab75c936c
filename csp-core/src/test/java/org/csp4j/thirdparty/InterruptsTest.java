package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.csp4j.Action;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupts of what waits by means of the JDK. */
class InterruptsTest extends OneCarrier {
    /** What waits for ever. */
    private enum Waiting {
        SLEEP(() -> Thread.sleep(Delays.LONG)),
        JOIN(() -> Thread.currentThread().join()), // itself
        WAIT(() -> {
            Object monitor = new Object();
            synchronized (monitor) {
                while (true) {
                    monitor.wait();
                }
            }
        }),
        TIMED_WAIT(() -> {
            Object monitor = new Object();
            synchronized (monitor) {
                while (true) {
                    monitor.wait(Delays.LONG.toMillis());
                }
            }
        }),
        LOCK(() -> {
            ReentrantLock lock = new ReentrantLock();
            CountDownLatch hasLocked = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                lock.lock(); // for ever
                hasLocked.countDown();
            });
            hasLocked.await();
            lock.lockInterruptibly();
        }),
        CONDITION(() -> {
            ReentrantLock lock = new ReentrantLock();
            Condition never = lock.newCondition();
            lock.lock();
            try {
                while (true) {
                    never.await();
                }
            } finally {
                lock.unlock();
            }
        }),
        SEMAPHORE(() -> new Semaphore(0).acquire()),
        LATCH(() -> new CountDownLatch(1).await()),
        TAKE(() -> new ArrayBlockingQueue<>(1).take()),
        PUT(() -> new SynchronousQueue<>().put(1)),
        FUTURE(() -> new CompletableFuture<>().get()),
        PROCESS(() -> {
            Process process = new ProcessBuilder("cat").start();
            try {
                process.waitFor();
            } finally {
                process.destroyForcibly();
            }
        });

        final Action body;

        Waiting(Action body) {
            this.body = body;
        }
    }

    static Stream<Waiting> all() {
        return Stream.of(Waiting.values());
    }

    @ParameterizedTest
    @MethodSource("all")
    void endWhateverWaits(Waiting waiting) throws Exception {
        Fiber<Boolean> fiber = async(() -> {
            try {
                waiting.body.run();
            } catch (InterruptedException e) {
                return Thread.currentThread().isInterrupted();
            }
            throw new AssertionError("it does not wait");
        });
        // Or it waits in its preparations: an interrupt ends those, or is kept until it waits.
        Await.until("it waits", () -> switch (fiber.thread().getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        });
        fiber.thread().interrupt();
        assertThat(end(fiber)).as("still interrupted").isFalse();
    }
}
