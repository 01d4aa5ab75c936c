package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.stress.Reordering;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A carrier uses its run-next slot while a thief empties it. */
final class RunNextSlotStress {
    private RunNextSlotStress() {}

    /** RunNextSlot I1, I2: a thief takes the task that it has read, or none; the one that was put meanwhile stays. */
    @JCStressTest
    @Outcome(id = "first, nothing, second", expect = ACCEPTABLE, desc = "the thief comes too early or too late")
    @Outcome(id = "nothing, first, second", expect = ACCEPTABLE, desc = "the thief takes what is next")
    @Outcome(id = "first, first, second", expect = ACCEPTABLE, desc = "both take it, and running it twice is harmless")
    @Outcome(id = "first, second, nothing", expect = ACCEPTABLE, desc = "the thief takes what was put meanwhile")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost, or is still there after it was stolen")
    @State
    public static class TakeAgainstSteal {
        private final Task first = new Task("first");
        private final Task second = new Task("second");
        private final RunNextSlot slot = new RunNextSlot();

        public TakeAgainstSteal() {
            slot.put(first);
        }

        @Actor
        public void owner(LLL_Result result) {
            result.r1 = Task.name(slot.take());
            slot.put(second);
        }

        @Actor
        public void thief(LLL_Result result) {
            result.r2 = Task.name(slot.steal());
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = Task.name(slot.take());
        }
    }

    /** Broken: the thief empties the slot without looking whether what it has read is still there. */
    @JCStressTest
    @JCStressMeta(TakeAgainstSteal.class)
    @State
    public static class TakeAgainstStealBroken {
        private final Task first = new Task("first");
        private final Task second = new Task("second");
        private final UnclaimedSlot slot = new UnclaimedSlot();

        public TakeAgainstStealBroken() {
            slot.put(first);
        }

        @Actor
        public void owner(LLL_Result result) {
            result.r1 = Task.name(slot.take());
            slot.put(second);
        }

        @Actor
        public void thief(LLL_Result result) {
            result.r2 = Task.name(slot.take());
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = Task.name(slot.take());
        }
    }

    /** RunNextSlot E1: what precedes a put happens-before the run of the task by a thief. */
    @JCStressTest
    @Outcome(id = "task, seen", expect = ACCEPTABLE, desc = "the thief sees what the owner has written")
    @Outcome(id = "nothing, .*", expect = ACCEPTABLE, desc = "the thief comes too early")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the thief has another task, or does not see what was written before it was put")
    @State
    public static class PutAgainstSteal {
        private final RunNextSlot slot = new RunNextSlot();
        private int written;

        @Actor
        public void owner() {
            written = 1;
            slot.put(new Task("task"));
        }

        @Actor
        public void thief(LL_Result result) {
            result.r1 = Task.name(slot.steal());
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }

    /** Broken: the task overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(PutAgainstSteal.class)
    @State
    public static class PutAgainstStealBroken {
        private final RunNextSlot slot = new RunNextSlot();
        private int written;

        @Actor
        public void owner() {
            slot.put(new Task("task"));
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void thief(LL_Result result) {
            result.r1 = Task.name(slot.steal());
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }

    private static final class UnclaimedSlot {
        private volatile @Nullable Runnable next;

        void put(Runnable task) {
            next = task;
        }

        @Nullable Runnable take() {
            Runnable task = next;
            next = null;
            return task;
        }
    }
}
