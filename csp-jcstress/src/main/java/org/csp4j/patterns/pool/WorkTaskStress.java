package org.csp4j.patterns.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.ReceiveChannel;
import org.csp4j.stress.Reordering;
import org.csp4j.stress.Uninterrupted;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A task of a work pool begins and ends, while others take it back, or wait for it. */
final class WorkTaskStress {
    private static final WorkState POOL = new WorkState("a stress test", WorkPolicy.SUPERVISE, 1, 1, failure -> {});

    private WorkTaskStress() {}

    private static WorkTask<String> task() {
        return new WorkTask<>(POOL, null, false, () -> "result", true);
    }

    /** WorkTask I1: the channel that tells of the end closes: who ends the task sees it, or who made it sees the end. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "who waits for the end is told")
    @Outcome(expect = FORBIDDEN, desc = "the task has ended, and who waits for that waits for ever")
    @State
    public static class EndAgainstDone {
        private final WorkTask<String> task = task();
        private @Nullable ReceiveChannel<Void> done;

        @Actor
        public void worker() {
            if (task.end(WorkTask.State.DONE)) {
                task.closeDone();
            }
        }

        @Actor
        public void joiner() {
            done = task.done();
        }

        @Arbiter
        public void done(L_Result result) {
            result.r1 = done != null && done.isDrained() ? "closed" : "open";
        }
    }

    /** Broken: who ends the task looks for the channel before that. */
    @JCStressTest
    @JCStressMeta(EndAgainstDone.class)
    @State
    public static class EndAgainstDoneBroken {
        private volatile boolean hasEnded;
        private volatile @Nullable Channel<Void> done;

        @Actor
        public void worker() {
            Channel<Void> toClose = done;
            hasEnded = true;
            if (toClose != null) {
                toClose.close();
            }
        }

        @Actor
        public void joiner() {
            Channel<Void> made = Csp.chan();
            done = made;
            if (hasEnded) {
                made.close();
            }
        }

        @Arbiter
        public void done(L_Result result) {
            result.r1 = done != null && done.isDrained() ? "closed" : "open";
        }
    }

    /** WorkTask E1: what the body has returned happens-before what follows, once the state says that the task has ended. */
    @JCStressTest
    @Outcome(id = "ended, result", expect = ACCEPTABLE, desc = "who joins sees what the body has returned")
    @Outcome(id = "runs, -", expect = ACCEPTABLE, desc = "the task has not ended yet")
    @Outcome(expect = FORBIDDEN, desc = "the task has ended, and its result is not seen")
    @State
    public static class EndPublishes {
        private final WorkTask<String> task = task();

        @Actor
        public void worker() {
            task.end(task.runBody());
        }

        @Actor
        public void joiner(LL_Result result) {
            boolean hasEnded = task.state().isEnded();
            result.r1 = hasEnded ? "ended" : "runs";
            result.r2 = hasEnded ? Uninterrupted.run(task::result) : "-";
        }
    }

    /** Broken: the end overtakes the result, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(EndPublishes.class)
    @State
    public static class EndPublishesBroken {
        private volatile boolean hasEnded;
        private volatile @Nullable String returned;

        @Actor
        public void worker() {
            hasEnded = true;
            Reordering.delay();
            returned = "result";
        }

        @Actor
        public void joiner(LL_Result result) {
            boolean isOver = hasEnded;
            result.r1 = isOver ? "ended" : "runs";
            result.r2 = isOver ? returned : "-";
        }
    }

    /** WorkBoard L2: a task that a worker has is run by that, or taken back, and not both. */
    @JCStressTest
    @Outcome(id = "runs it, too late", expect = ACCEPTABLE, desc = "the worker comes first")
    @Outcome(id = "leaves it, takes it back", expect = ACCEPTABLE, desc = "the canceller comes first")
    @Outcome(expect = FORBIDDEN, desc = "a task runs that was taken back; or it neither runs nor is taken back")
    @State
    public static class ClaimAgainstCancel {
        private final WorkTask<String> task = task();

        @Actor
        public void worker(LL_Result result) {
            result.r1 = task.claim() ? "runs it" : "leaves it";
        }

        @Actor
        public void canceller(LL_Result result) {
            result.r2 = task.claim() ? "takes it back" : "too late";
        }
    }

    /** Broken: no CAS. */
    @JCStressTest
    @JCStressMeta(ClaimAgainstCancel.class)
    @State
    public static class ClaimAgainstCancelBroken {
        private volatile boolean isClaimed;

        private boolean claim() {
            boolean wasClaimed = isClaimed;
            isClaimed = true;
            return !wasClaimed;
        }

        @Actor
        public void worker(LL_Result result) {
            result.r1 = claim() ? "runs it" : "leaves it";
        }

        @Actor
        public void canceller(LL_Result result) {
            result.r2 = claim() ? "takes it back" : "too late";
        }
    }
}
