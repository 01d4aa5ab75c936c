package org.csp4j.thirdparty;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;

/** Locks, conditions, semaphores and latches. */
class LocksTest extends OneCarrier {
    @Test
    void withAConditionWork() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition changes = lock.newCondition();
        int[] turn = new int[1]; // guarded by the lock
        List<Fiber<?>> players = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int me = i;
            players.add(go(() -> {
                for (int k = 0; k < MANY; k++) {
                    lock.lock();
                    try {
                        while (turn[0] % 2 != me) {
                            changes.await();
                        }
                        turn[0]++;
                        changes.signalAll();
                    } finally {
                        lock.unlock();
                    }
                }
            }));
        }
        for (Fiber<?> each : players) {
            end(each);
        }
        assertThat(turn[0]).isEqualTo(2 * MANY);
    }

    @Test
    void thatAnotherThreadHasKeepNobodyElseFromRunning() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Fiber<?> locking = go(() -> {
            lock.lock();
            lock.unlock();
        });
        try {
            awaitWaiting(locking);
            run(() -> {});
        } finally {
            lock.unlock();
        }
        end(locking);
    }

    @Test
    void withAConditionLetATimedWaitEnd() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition never = lock.newCondition();
        run(() -> {
            lock.lock();
            try {
                long left = Delays.SHORT.toNanos();
                while (left > 0) {
                    left = never.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    void ofSemaphoresAreHandedOn() throws Exception {
        Semaphore semaphore = new Semaphore(1);
        AtomicBoolean isInside = new AtomicBoolean();
        List<Fiber<?>> entering = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            entering.add(go(() -> {
                semaphore.acquire();
                assertThat(isInside.getAndSet(true)).isFalse();
                Thread.yield();
                isInside.set(false);
                semaphore.release();
            }));
        }
        for (Fiber<?> each : entering) {
            end(each);
        }
        assertThat(semaphore.availablePermits()).isOne();
        run(() -> assertThat(semaphore.tryAcquire(2, Delays.SHORT.toNanos(), NANOSECONDS))
                .isFalse());
    }

    @Test
    void ofLatchesOpen() throws Exception {
        CountDownLatch latch = new CountDownLatch(2);
        Fiber<?> untimed = go(latch::await);
        Fiber<Boolean> timed = async(() -> latch.await(Delays.LONG.toNanos(), NANOSECONDS));
        awaitWaiting(untimed);
        awaitState(timed, Thread.State.TIMED_WAITING);
        run(latch::countDown);
        latch.countDown(); // from outside
        end(untimed);
        assertThat(end(timed)).isTrue();
    }
}
