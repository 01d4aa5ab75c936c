package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Work becomes visible while carriers go to sleep, and end. */
final class IdleCarriersStress {
    private IdleCarriersStress() {}

    /** As {@code WorkStealingEngine.wakeOneForVisibleWork} does, which unparks the carrier then. */
    private static void wakeForVisibleWork(IdleCarriers idle) {
        VarHandle.fullFence();
        if (idle.wantsWakeUp()) {
            idle.takeSleeper();
        }
    }

    /** IdleCarriers I1: no task is injected while all carriers sleep: who injects wakes one, or who falls asleep sees the task. */
    @JCStressTest
    @Outcome(id = "awake", expect = ACCEPTABLE, desc = "the carrier runs the task")
    @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost: the task waits, and the carrier sleeps")
    @State
    public static class InjectAgainstSleep {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final InjectionQueue injected = new InjectionQueue();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        @Actor
        public void outsider() {
            injected.add(new Task("task"));
            wakeForVisibleWork(idle);
        }

        @Actor
        public void carrier() {
            idle.beginSleep(carrier, true);
            if (!injected.isEmpty()) {
                idle.cancelSleep(carrier);
            }
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = StillEngines.stateOf(carrier);
        }
    }

    /** Broken: the carrier does not look again once it counts as asleep, but before that. */
    @JCStressTest
    @JCStressMeta(InjectAgainstSleep.class)
    @State
    public static class InjectAgainstSleepBroken {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final InjectionQueue injected = new InjectionQueue();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        @Actor
        public void outsider() {
            injected.add(new Task("task"));
            wakeForVisibleWork(idle);
        }

        @Actor
        public void carrier() {
            if (injected.isEmpty()) {
                idle.beginSleep(carrier, true);
            }
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = StillEngines.stateOf(carrier);
        }
    }

    /** IdleCarriers I1: the same for a task in the queue of a carrier that is awake, and which another could steal. */
    @JCStressTest
    @Outcome(id = "awake", expect = ACCEPTABLE, desc = "the other carrier steals the task")
    @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost: the task waits, and the other carrier sleeps")
    @State
    public static class OfferAgainstSleep {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final RunQueue queue = new RunQueue();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        @Actor
        public void owner() {
            queue.offer(new Task("task"));
            wakeForVisibleWork(idle);
        }

        @Actor
        public void carrier() {
            idle.beginSleep(carrier, true);
            if (!queue.isEmpty()) {
                idle.cancelSleep(carrier);
            }
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = StillEngines.stateOf(carrier);
        }
    }

    /** Broken: no fence between the task and the look at who sleeps. */
    @JCStressTest
    @JCStressMeta(OfferAgainstSleep.class)
    @State
    public static class OfferAgainstSleepBroken {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final RunQueue queue = new RunQueue();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        @Actor
        public void owner() {
            queue.offer(new Task("task"));
            if (idle.wantsWakeUp()) {
                idle.takeSleeper();
            }
        }

        @Actor
        public void carrier() {
            idle.beginSleep(carrier, true);
            if (!queue.isEmpty()) {
                idle.cancelSleep(carrier);
            }
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = StillEngines.stateOf(carrier);
        }
    }

    /** IdleCarriers I2: a sleeper is taken out once, by who wakes it or by itself. */
    @JCStressTest
    @Outcome(id = "woken, by the other", expect = ACCEPTABLE, desc = "somebody wakes the carrier")
    @Outcome(id = "not there, by itself", expect = ACCEPTABLE, desc = "the carrier ends its sleep")
    @Outcome(expect = FORBIDDEN, desc = "the carrier was taken out twice, and counts as two; or not at all")
    @State
    public static class WakeAgainstCancel {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        public WakeAgainstCancel() {
            idle.beginSleep(carrier, true);
        }

        @Actor
        public void waker(LL_Result result) {
            result.r1 = idle.takeSleeper() != null ? "woken" : "not there";
        }

        @Actor
        public void carrier(LL_Result result) {
            result.r2 = idle.cancelSleep(carrier) ? "by itself" : "by the other";
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(WakeAgainstCancel.class)
    @State
    public static class WakeAgainstCancelBroken {
        private final UnlockedSleep sleep = new UnlockedSleep();

        @Actor
        public void waker(LL_Result result) {
            result.r1 = sleep.end() ? "woken" : "not there";
        }

        @Actor
        public void carrier(LL_Result result) {
            result.r2 = sleep.end() ? "by itself" : "by the other";
        }
    }

    /** IdleCarriers I5, I6: a carrier that ends is not woken any more; who finds no sleeper finds its place free. */
    @JCStressTest
    @Outcome(id = "woken, stays", expect = ACCEPTABLE, desc = "the wake-up comes first")
    @Outcome(id = "another is started, ends", expect = ACCEPTABLE, desc = "the carrier ends first")
    @Outcome(
            expect = FORBIDDEN,
            desc = "a carrier that has ended is woken, and nobody runs the task; or one is started for nothing")
    @State
    public static class WakeAgainstEnd {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        public WakeAgainstEnd() {
            idle.beginSleep(carrier, true);
        }

        @Actor
        public void waker(LL_Result result) {
            result.r1 = idle.takeSleeper() != null ? "woken" : idle.takePlace() ? "another is started" : "nobody";
        }

        @Actor
        public void carrier(LL_Result result) {
            result.r2 = idle.end(carrier, () -> false) ? "ends" : "stays";
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(WakeAgainstEnd.class)
    @State
    public static class WakeAgainstEndBroken {
        private final UnlockedSleep sleep = new UnlockedSleep();

        @Actor
        public void waker(LL_Result result) {
            result.r1 = sleep.end() ? "woken" : "another is started";
        }

        @Actor
        public void carrier(LL_Result result) {
            result.r2 = sleep.end() ? "ends" : "stays";
        }
    }

    /** One sleeper. */
    private static final class UnlockedSleep {
        private volatile boolean isAsleep = true;

        /** Ends the sleep; false if somebody else has. */
        boolean end() {
            boolean wasAsleep = isAsleep;
            isAsleep = false;
            return wasAsleep;
        }
    }
}
