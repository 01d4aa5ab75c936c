package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A carrier that was stuck comes back, just when a spare takes over from it. */
final class ReliefStress {
    private ReliefStress() {}

    /** IdleCarriers I3, I5: after a relief the place belongs to the spare, or to the carrier that is back; and to one of them. */
    @JCStressTest
    @Outcome(id = "spare", expect = ACCEPTABLE, desc = "the spare has taken over, and the carrier ends")
    @Outcome(id = "carrier", expect = ACCEPTABLE, desc = "the carrier has taken its place again")
    @Outcome(expect = FORBIDDEN, desc = "two carriers run in one place, or none does")
    @State
    public static class ReliefAgainstReturn {
        private final IdleCarriers idle = new IdleCarriers(StillEngines.LIMITS);
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);
        private boolean isSpareStarted;

        /** The carrier has found a fiber, and is in it. */
        public ReliefAgainstReturn() {
            idle.takePlace();
            idle.endSearching();
        }

        @Actor
        public void monitor() {
            isSpareStarted = idle.relieve(carrier) && idle.takePlace();
        }

        @Actor
        public void carrier() {
            comeBack();
        }

        private void comeBack() {
            if (carrier.isRelieved) {
                idle.takePlaceAgain(carrier, false);
            }
        }

        /** If it has come back before it was relieved, it notices that after the next fiber. */
        @Arbiter
        public void places(L_Result result) {
            if (!carrier.hasPlace && !isSpareStarted) {
                comeBack();
            }
            result.r1 = carrier.hasPlace ? isSpareStarted ? "both" : "carrier" : isSpareStarted ? "spare" : "nobody";
        }
    }

    /** Broken: a place is looked for, and then taken. */
    @JCStressTest
    @JCStressMeta(ReliefAgainstReturn.class)
    @State
    public static class ReliefAgainstReturnBroken {
        private volatile boolean isFree = true;
        private boolean isSpareStarted;
        private boolean isCarrierBack;

        private boolean takePlace() {
            if (!isFree) {
                return false;
            }
            isFree = false;
            return true;
        }

        @Actor
        public void monitor() {
            isSpareStarted = takePlace();
        }

        @Actor
        public void carrier() {
            isCarrierBack = takePlace();
        }

        @Arbiter
        public void places(L_Result result) {
            result.r1 = isCarrierBack ? isSpareStarted ? "both" : "carrier" : isSpareStarted ? "spare" : "nobody";
        }
    }

    /** Carrier I1, I3: what a relieved carrier has left is run: by a thief, or out of the injection queue. */
    @JCStressTest
    @Outcome(id = "queued and next, nothing", expect = ACCEPTABLE, desc = "the thief comes first")
    @Outcome(id = "queued and nothing, next", expect = ACCEPTABLE, desc = "the carrier comes between")
    @Outcome(
            id = "queued and next, next",
            expect = ACCEPTABLE,
            desc = "both have the next task; running it twice is harmless")
    @Outcome(id = "nothing and nothing, next and queued", expect = ACCEPTABLE, desc = "the carrier comes first")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost, or is in two queues")
    @State
    public static class HandOverAgainstSteal {
        private final Relieved relieved = new Relieved();

        @Actor
        public void carrier() {
            relieved.carrier.handOver();
        }

        @Actor
        public void thief(LL_Result result) {
            result.r1 = relieved.stealTwo();
        }

        @Arbiter
        public void injected(LL_Result result) {
            result.r2 = relieved.injected();
        }
    }

    /** Broken: the carrier hands over its queue, and forgets its slot. */
    @JCStressTest
    @JCStressMeta(HandOverAgainstSteal.class)
    @State
    public static class HandOverAgainstStealBroken {
        private final Relieved relieved = new Relieved();

        @Actor
        public void carrier() {
            Runnable task = relieved.carrier.queue.poll();
            if (task != null) {
                relieved.engine.injected.add(task);
            }
        }

        @Actor
        public void thief(LL_Result result) {
            result.r1 = relieved.stealTwo();
        }

        @Arbiter
        public void injected(LL_Result result) {
            result.r2 = relieved.injected();
        }
    }

    /** A carrier that was relieved, with a task in its slot and one in its queue; and a thief. */
    private static final class Relieved {
        private final WorkStealingEngine engine = StillEngines.make();
        private final Carrier carrier = StillEngines.carrier(engine);
        private final Carrier thief = StillEngines.carrier(engine);

        Relieved() {
            carrier.ready(new Task("next"));
            carrier.push(new Task("queued"));
            carrier.isRelieved = true;
        }

        String stealTwo() {
            return Task.name(carrier.stolenBy(thief)) + " and " + Task.name(carrier.stolenBy(thief));
        }

        String injected() {
            Runnable first = engine.injected.poll();
            Runnable second = engine.injected.poll();
            return second == null ? Task.name(first) : Task.name(first) + " and " + Task.name(second);
        }
    }
}
