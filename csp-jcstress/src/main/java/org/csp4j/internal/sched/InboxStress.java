package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A fiber comes to a carrier, just when that ends, or falls asleep. */
final class InboxStress {
    private InboxStress() {}

    /** Inbox I1: what comes to an inbox that is being closed is moved on, once. */
    @JCStressTest
    @Outcome(id = "task", expect = ACCEPTABLE, desc = "another carrier runs the fiber")
    @Outcome(expect = FORBIDDEN, desc = "the fiber was lost, or is run twice")
    @State
    public static class AddAgainstClose {
        private final InjectionQueue injected = new InjectionQueue();
        private final Inbox inbox = new Inbox();

        @Actor
        public void comes() {
            inbox.add(new Task("task"), injected);
        }

        @Actor
        public void ends() {
            inbox.close(injected);
        }

        @Arbiter
        public void moved(L_Result result) {
            result.r1 = Task.name(injected.poll()) + (injected.isEmpty() ? "" : " twice");
        }
    }

    /** Broken: who comes looks whether the inbox is closed, and then adds. */
    @JCStressTest
    @JCStressMeta(AddAgainstClose.class)
    @State
    public static class AddAgainstCloseBroken {
        private final InjectionQueue injected = new InjectionQueue();
        private final Inbox inbox = new Inbox();

        @Actor
        public void comes() {
            Task task = new Task("task");
            if (inbox.isClosed()) {
                injected.add(task);
            } else {
                inbox.add(task, new InjectionQueue()); // as if it were not looked at any more
            }
        }

        @Actor
        public void ends() {
            inbox.close(injected);
        }

        @Arbiter
        public void moved(L_Result result) {
            result.r1 = Task.name(injected.poll()) + (injected.isEmpty() ? "" : " twice");
        }
    }

    /** As {@code WorkStealingEngine.wakeFor} does, which unparks the carrier then. */
    private static void wakeFor(Carrier carrier, IdleCarriers idle) {
        if (carrier.isAsleep) {
            idle.cancelSleep(carrier);
        }
    }

    /** Inbox I2: no fiber is in the inbox of a carrier that sleeps: who comes wakes it, or it sees the fiber when it falls asleep. */
    @JCStressTest
    @Outcome(id = "awake", expect = ACCEPTABLE, desc = "the carrier runs the fiber")
    @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost: the fiber waits, and the carrier sleeps")
    @State
    public static class AddAgainstSleep {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final InjectionQueue injected = new InjectionQueue();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        @Actor
        public void comes() {
            carrier.inbox.add(new Task("task"), injected);
            wakeFor(carrier, idle);
        }

        @Actor
        public void carrier() {
            idle.beginSleep(carrier, true);
            if (!carrier.inbox.isEmpty()) {
                idle.cancelSleep(carrier);
            }
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = StillEngines.stateOf(carrier);
        }
    }

    /** Broken: the carrier looks into its inbox before it counts as asleep. */
    @JCStressTest
    @JCStressMeta(AddAgainstSleep.class)
    @State
    public static class AddAgainstSleepBroken {
        private final IdleCarriers idle = StillEngines.idleWithOneSearching();
        private final InjectionQueue injected = new InjectionQueue();
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);

        @Actor
        public void comes() {
            carrier.inbox.add(new Task("task"), injected);
            wakeFor(carrier, idle);
        }

        @Actor
        public void carrier() {
            if (carrier.inbox.isEmpty()) {
                idle.beginSleep(carrier, true);
            }
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = StillEngines.stateOf(carrier);
        }
    }
}
