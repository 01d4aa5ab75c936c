package org.csp4j.internal.util;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.stress.RacyCounter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Two threads at one lock. */
final class SpinLockedStress {
    private SpinLockedStress() {}

    /** SpinLocked E1: one holds the lock at a time, and sees what was done under it before. */
    @JCStressTest
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "the one has counted on from the other")
    @Outcome(expect = FORBIDDEN, desc = "an update was lost")
    @State
    public static class Exclusion {
        private final Counter counter = new Counter();

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
            result.r1 = counter.count == 2 ? "both" : "one";
        }
    }

    private static final class Counter extends SpinLocked {
        private int count;

        void increment() {
            lock();
            count++;
            unlock();
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
}
