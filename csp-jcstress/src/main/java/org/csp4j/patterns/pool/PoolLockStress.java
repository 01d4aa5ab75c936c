package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.stress.RacyCounter;
import org.csp4j.stress.Uninterrupted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Two threads at the lock of a pool. */
final class PoolLockStress {
    private PoolLockStress() {}

    /** PoolLock E1: one holds the lock at a time, and sees what was done under it before. */
    @JCStressTest
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "the one has counted on from the other")
    @Outcome(expect = FORBIDDEN, desc = "an update was lost")
    @State
    public static class Exclusion {
        private final PoolLock lock = new PoolLock("a stress test");
        private int count;

        private void increment() {
            lock.lock();
            count++;
            lock.unlock();
        }

        @Actor
        public void first() {
            increment();
        }

        @Actor
        public void second() {
            increment();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = count == 2 ? "both" : "one";
        }
    }

    /** Broken: who finds the lock free takes it, without CAS. */
    @JCStressTest
    @JCStressMeta(Exclusion.class)
    @State
    public static class ExclusionBroken {
        private final RacyCounter counter = new RacyCounter();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = counter.count() == 2 ? "both" : "one";
        }
    }

    /** PoolLock I1: who finds the lock held, and waits for a turn, gets one. */
    @JCStressTest
    @Outcome(id = "has it", expect = ACCEPTABLE, desc = "the lock was free, or there was a turn")
    @Outcome(expect = FORBIDDEN, desc = "the lock is free, and somebody waits for it")
    @State
    public static class TurnAgainstUnlock {
        private final PoolLock lock = new PoolLock("a stress test");

        public TurnAgainstUnlock() {
            lock.lock();
        }

        @Actor
        public void holder() {
            holdForAMoment();
            lock.unlock();
        }

        @Actor
        public void waiter(L_Result result) {
            lock.lock();
            result.r1 = "has it";
        }
    }

    /** Broken: who finds the lock held says that it waits, without a look at whether it is held still. */
    @JCStressTest
    @JCStressMeta(TurnAgainstUnlock.class)
    @State
    public static class TurnAgainstUnlockBroken {
        private static final Duration LONG = Duration.ofMillis(10);

        private final AtomicInteger word = new AtomicInteger(PoolLock.HELD);
        private final Channel<Boolean> turns = chan("a stress test", 1);

        public TurnAgainstUnlockBroken() {
            turns.trySend(true);
        }

        @Actor
        public void holder() {
            holdForAMoment();
            if (word.getAndSet(PoolLock.FREE) == PoolLock.AWAITED) {
                turns.tryReceive();
            }
        }

        @Actor
        public void waiter(L_Result result) {
            boolean hasIt = word.compareAndSet(PoolLock.FREE, PoolLock.HELD);
            for (int i = 0; i < PoolLock.TRIES && !hasIt; i++) {
                Thread.onSpinWait();
                hasIt = word.compareAndSet(PoolLock.FREE, PoolLock.HELD);
            }
            if (!hasIt) {
                word.set(PoolLock.AWAITED);
                hasIt = Uninterrupted.run(() -> turns.trySend(true, LONG)).isOk();
            }
            result.r1 = hasIt ? "has it" : "waits";
        }
    }

    /** For about as long as the other tries, before it waits. */
    private static void holdForAMoment() {
        for (int i = 0; i < PoolLock.TRIES; i++) {
            Thread.onSpinWait();
        }
    }
}
