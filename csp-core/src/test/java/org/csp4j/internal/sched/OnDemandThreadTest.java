package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.Test;

class OnDemandThreadTest {
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger(); // how many threads cannot be started, from now on
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Thread last;

    /** Does tasks, each by counting it. */
    private final OnDemandThread counter = new OnDemandThread("counter", this::start) {
        @Override
        protected void work() {
            if (atWork.incrementAndGet() > 1) {
                throw new AssertionError("two are at work");
            }
            while (isNeeded()) {
                if (tasks.get() < 0) {
                    tasks.set(0);
                    atWork.decrementAndGet();
                    throw new IllegalStateException("this task fails");
                }
                tasks.decrementAndGet();
                done.incrementAndGet();
            }
            atWork.decrementAndGet();
        }

        @Override
        protected boolean isNeeded() {
            return tasks.get() != 0;
        }
    };

    private void start(Thread thread) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        starts.incrementAndGet();
        last = thread;
        thread.setUncaughtExceptionHandler((_, _) -> {});
        thread.start();
    }

    private void awaitEnd() {
        Await.until("it ends", () -> !last.isAlive());
    }

    @Test
    void isStartedWhenItIsNeededAndEndsWhenItIsNot() {
        for (int i = 1; i <= 3; i++) {
            tasks.incrementAndGet();
            counter.need();
            awaitEnd();
            assertThat(done).hasValue(i);
            assertThat(starts).hasValue(i);
        }
        assertThat(last.getName()).isEqualTo("counter");
        assertThat(last.isDaemon()).isTrue();
    }

    @Test
    void isStartedOnce() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        OnDemandThread waiting = new OnDemandThread("waiting", this::start) {
            @Override
            protected void work() {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            protected boolean isNeeded() {
                return goOn.getCount() > 0;
            }
        };
        for (int i = 0; i < 10; i++) {
            waiting.need();
        }
        goOn.countDown();
        awaitEnd();
        assertThat(starts).hasValue(1);
    }

    @Test
    void whatIsNeededWhileItEndsIsNeverForgotten() {
        int rounds = Rounds.of(5_000);
        for (int i = 1; i <= rounds; i++) {
            int round = i;
            tasks.incrementAndGet();
            counter.need();
            Await.until("task " + round, () -> done.get() == round);
            for (int spins = ThreadLocalRandom.current().nextInt(50); spins > 0; spins--) {
                Thread.onSpinWait(); // it is about to end now
            }
        }
        awaitEnd();
        assertThat(atWork).hasValue(0);
    }

    @Test
    void isStartedAtTheNextCallIfItCouldNotBe() {
        failures.set(1);
        tasks.incrementAndGet();
        counter.need();
        assertThat(starts).hasValue(0);
        counter.need();
        awaitEnd();
        assertThat(done).hasValue(1);
    }

    @Test
    void isStartedAgainIfItsWorkHasFailed() {
        tasks.set(-1);
        counter.need();
        awaitEnd();
        tasks.set(1);
        counter.need();
        awaitEnd();
        assertThat(done).hasValue(1);
    }
}
