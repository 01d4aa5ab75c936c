package org.csp4j.internal.fiber;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.FiberState;
import org.csp4j.stress.Reordering;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A fiber begins and ends while others cancel and join it. */
final class FiberWordStress {
    private FiberWordStress() {}

    private static final class Word extends FiberWord {}

    /** FiberWord I2: a fiber that is cancelled never begins, or it has begun and is interrupted. */
    @JCStressTest
    @Outcome(id = "begins, RUNNING", expect = ACCEPTABLE, desc = "the fiber comes first")
    @Outcome(id = "never begins, BEFORE_START", expect = ACCEPTABLE, desc = "the canceller comes first")
    @Outcome(expect = FORBIDDEN, desc = "a fiber runs that was cancelled before; or it neither runs nor is cancelled")
    @State
    public static class StartAgainstCancel {
        private final Word word = new Word();

        @Actor
        public void fiber(LL_Result result) {
            result.r1 = word.casNewToStarted() ? "begins" : "never begins";
        }

        @Actor
        public void canceller(LL_Result result) {
            result.r2 = word.casToCancelled();
        }
    }

    /** Broken: no CAS. */
    @JCStressTest
    @JCStressMeta(StartAgainstCancel.class)
    @State
    public static class StartAgainstCancelBroken {
        private volatile boolean isNew = true;

        private boolean endNew() {
            boolean wasNew = isNew;
            isNew = false;
            return wasNew;
        }

        @Actor
        public void fiber(LL_Result result) {
            result.r1 = endNew() ? "begins" : "never begins";
        }

        @Actor
        public void canceller(LL_Result result) {
            result.r2 = endNew() ? FiberWord.Cancelled.BEFORE_START : FiberWord.Cancelled.RUNNING;
        }
    }

    /** FiberWord E1: what a fiber did happens-before what follows, once its state says that it has ended. */
    @JCStressTest
    @Outcome(id = "ended, seen", expect = ACCEPTABLE, desc = "who joins sees what the fiber has written")
    @Outcome(id = "runs, .*", expect = ACCEPTABLE, desc = "the fiber has not ended yet")
    @Outcome(expect = FORBIDDEN, desc = "the fiber has ended, and what it has written is not seen")
    @State
    public static class EndPublishes {
        private final Word word = new Word();
        private int written;

        @Actor
        public void fiber() {
            written = 1;
            word.end(FiberState.DONE);
        }

        @Actor
        public void joiner(LL_Result result) {
            result.r1 = word.isEnded() ? "ended" : "runs";
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }

    /** Broken: the end overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(EndPublishes.class)
    @State
    public static class EndPublishesBroken {
        private final Word word = new Word();
        private int written;

        @Actor
        public void fiber() {
            word.end(FiberState.DONE);
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void joiner(LL_Result result) {
            result.r1 = word.isEnded() ? "ended" : "runs";
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }
}
