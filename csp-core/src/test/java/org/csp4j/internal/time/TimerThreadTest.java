package org.csp4j.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service with a thread of its own, on the machine's clock. */
class TimerThreadTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Clock clock = Clock.system();
    private final Factory threads = new Factory();
    private final WheelTimerService service = new WheelTimerService(clock, "csp4j-timer", threads);

    /** Hands out threads, and remembers the last one. */
    private static final class Factory implements ThreadFactory {
        private final AtomicInteger made = new AtomicInteger();
        private final AtomicReference<Thread> last = new AtomicReference<>();

        @Override
        public Thread newThread(Runnable task) {
            made.incrementAndGet();
            Thread thread = Thread.ofPlatform().unstarted(task);
            last.set(thread);
            return thread;
        }

        Thread last() {
            Thread thread = last.get();
            if (thread == null) {
                throw new AssertionError("No thread was made");
            }
            return thread;
        }

        void awaitState(Thread.State state) {
            Await.until("the timer thread is " + state, () -> last().getState() == state);
        }
    }

    /** A timer that counts a latch down. */
    private static final class Opening extends TimerNode {
        private final CountDownLatch latch;

        Opening(CountDownLatch latch) {
            this.latch = latch;
        }

        @Override
        protected void fire(long nowNanos) {
            latch.countDown();
        }
    }

    @AfterEach
    void endThread() throws InterruptedException {
        service.close();
        if (threads.made.get() > 0) {
            Await.end(threads.last());
        }
    }

    private void awaitFiringOf(long deadlineNanos) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        service.arm(new Opening(latch), deadlineNanos);
        Await.latch(latch);
    }

    @Test
    void theThreadStartsWithTheFirstTimerAndIsTheOnlyOne() throws InterruptedException {
        assertThat(threads.made).hasValue(0);
        awaitFiringOf(clock.nanoTime());
        awaitFiringOf(clock.nanoTime() + 1_000_000);
        assertThat(threads.made).hasValue(1);
        assertThat(threads.last().isDaemon()).isTrue();
        assertThat(threads.last().getName()).isEqualTo("csp4j-timer");
    }

    @Test
    void withoutTimersTheThreadParksWithoutALimit() throws InterruptedException {
        awaitFiringOf(clock.nanoTime());
        threads.awaitState(Thread.State.WAITING);
    }

    @Test
    void anEarlierTimerWakesTheThread() throws InterruptedException {
        Probe far = new Probe();
        service.arm(far, clock.nanoTime() + HOUR);
        threads.awaitState(Thread.State.TIMED_WAITING);
        awaitFiringOf(clock.nanoTime() + 1_000_000);
        assertThat(far.fired()).isZero();
        assertThat(service.cancel(far)).isTrue();
    }

    @Test
    void theLongestDelayLetsTheThreadSleepAndDoesNotFire() throws InterruptedException {
        Probe never = new Probe();
        service.arm(never, clock.nanoTime() + Long.MAX_VALUE);
        awaitFiringOf(clock.nanoTime() + 1_000_000);
        threads.awaitState(Thread.State.TIMED_WAITING);
        assertThat(never.fired()).isZero();
        assertThat(service.cancel(never)).isTrue();
    }

    @Test
    void noWakeUpIsLostHoweverShortTheThreadSleeps() throws InterruptedException {
        for (int i = 0; i < 20_000; i++) {
            awaitFiringOf(clock.nanoTime() - i % 2); // about when the thread is on its way back to sleep
        }
    }

    @Test
    void timersOfManyThreadsAllFireAndNoneEarly() throws InterruptedException {
        int threadCount = 4;
        int each = 25_000;
        CountDownLatch all = new CountDownLatch(threadCount * each);
        AtomicInteger early = new AtomicInteger();
        Crew crew = new Crew();
        for (int t = 0; t < threadCount; t++) {
            Random random = new Random(t);
            crew.add(() -> {
                for (int i = 0; i < each; i++) {
                    service.arm(
                            new TimerNode() {
                                @Override
                                protected void fire(long nowNanos) {
                                    if (nowNanos - deadlineNanos() < 0) {
                                        early.incrementAndGet();
                                    }
                                    all.countDown();
                                }
                            },
                            clock.nanoTime() + random.nextLong(50_000_000));
                }
            });
        }
        crew.work();
        Await.latch(all);
        assertThat(early).hasValue(0);
        assertThat(service.armed()).isZero();
        assertThat(threads.made).hasValue(1);
    }

    @Test
    void twoThreadsThatArmTheFirstTimersAtOnceStartOneThreadAndBothFire() throws InterruptedException {
        for (int round = 0; round < 500; round++) {
            Factory own = new Factory();
            try (WheelTimerService fresh = new WheelTimerService(clock, "csp4j-timer", own)) {
                CountDownLatch both = new CountDownLatch(2);
                Crew crew = new Crew();
                crew.add(() -> fresh.arm(new Opening(both), clock.nanoTime() + 200_000));
                crew.add(() -> fresh.arm(new Opening(both), clock.nanoTime()));
                crew.work();
                Await.latch(both);
                assertThat(own.made).hasValue(1);
            }
            Await.end(own.last());
        }
    }

    @Test
    void aTimerThatThrowsDoesNotEndTheThread() throws InterruptedException {
        service.arm(
                new TimerNode() {
                    @Override
                    protected void fire(long nowNanos) {
                        throw new IllegalStateException("on purpose, by a test");
                    }
                },
                clock.nanoTime());
        awaitFiringOf(clock.nanoTime() + 1_000_000);
        assertThat(threads.made).hasValue(1);
        assertThat(threads.last().isAlive()).isTrue();
    }

    @Test
    void anInterruptNeitherEndsTheThreadNorKeepsItAwake() throws InterruptedException {
        Probe far = new Probe();
        service.arm(far, clock.nanoTime() + HOUR);
        threads.awaitState(Thread.State.TIMED_WAITING);
        threads.last().interrupt();
        Await.until("the interrupt is taken", () -> !threads.last().isInterrupted());
        threads.awaitState(Thread.State.TIMED_WAITING);
        awaitFiringOf(clock.nanoTime());
        assertThat(service.cancel(far)).isTrue();
    }

    @Test
    void aStrayUnparkOrPermitDoesNoHarm() throws InterruptedException {
        awaitFiringOf(clock.nanoTime());
        for (int i = 0; i < 1000; i++) {
            LockSupport.unpark(threads.last());
        }
        awaitFiringOf(clock.nanoTime() + 100_000);
        threads.awaitState(Thread.State.WAITING);
    }

    @Test
    void closingEndsTheThreadEvenWithTimersArmed() throws InterruptedException {
        Probe far = new Probe();
        service.arm(far, clock.nanoTime() + HOUR);
        service.close();
        Await.end(threads.last());
        assertThat(service.armed()).isEqualTo(1);
    }

    @Test
    void aTimerMayCloseTheService() throws InterruptedException {
        service.arm(
                new TimerNode() {
                    @Override
                    protected void fire(long nowNanos) {
                        service.close();
                    }
                },
                clock.nanoTime());
        Await.end(threads.last());
    }

    @Test
    void anArmingThatGetsNoThreadFailsAndTheNextOneTriesAgain() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        ThreadFactory failing = task -> {
            if (tries.incrementAndGet() == 1) {
                throw new OutOfMemoryError("on purpose, by a test");
            }
            return Thread.ofPlatform().unstarted(task);
        };
        try (WheelTimerService starved = new WheelTimerService(clock, "csp4j-timer", failing)) {
            CountDownLatch latch = new CountDownLatch(1);
            TimerNode node = new Opening(latch);
            assertThatThrownBy(() -> starved.arm(node, clock.nanoTime())).isInstanceOf(OutOfMemoryError.class);
            assertThat(starved.armed()).isZero();
            starved.arm(node, clock.nanoTime());
            Await.latch(latch);
        }
        assertThat(tries).hasValue(2);
    }
}
