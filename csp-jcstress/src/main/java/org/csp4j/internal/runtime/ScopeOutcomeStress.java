package org.csp4j.internal.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.ReceiveChannel;
import org.csp4j.ScopePolicy;
import org.csp4j.internal.fiber.Membership;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** What becomes of a scope is decided, and who waits for its end is told. */
final class ScopeOutcomeStress {
    private ScopeOutcomeStress() {}

    /** ScopeOutcome I1: of a failure and a quorum that come together, one counts. */
    @JCStressTest
    @Outcome(id = "failed, too late", expect = ACCEPTABLE, desc = "the failure comes first")
    @Outcome(id = "too late, succeeded", expect = ACCEPTABLE, desc = "the quorum comes first")
    @Outcome(expect = FORBIDDEN, desc = "the scope has failed and succeeded, or neither")
    @State
    public static class FailAgainstSucceed {
        private final ScopeOutcome outcome = new ScopeOutcome(ScopePolicy.FIRST_SUCCESS);
        private final Throwable failure = new IllegalStateException("of a fiber");

        @Actor
        public void failing(LL_Result result) {
            result.r1 = outcome.fail(failure) ? "failed" : "too late";
        }

        @Actor
        public void succeeding(LL_Result result) {
            result.r2 = outcome.succeed() ? "succeeded" : "too late";
        }
    }

    /** Broken: who finds nothing decided decides, without CAS. */
    @JCStressTest
    @JCStressMeta(FailAgainstSucceed.class)
    @State
    public static class FailAgainstSucceedBroken {
        private volatile boolean isDecided;

        private boolean decide() {
            boolean wasDecided = isDecided;
            isDecided = true;
            return !wasDecided;
        }

        @Actor
        public void failing(LL_Result result) {
            result.r1 = decide() ? "failed" : "too late";
        }

        @Actor
        public void succeeding(LL_Result result) {
            result.r2 = decide() ? "succeeded" : "too late";
        }
    }

    /** ScopeDone I1: the channel that tells of the end closes: who empties the scope sees it, or who made it sees the end. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "who waits for the scope is told")
    @Outcome(expect = FORBIDDEN, desc = "the last fiber has left, and who waits for that waits for ever")
    @State
    public static class EmptyAgainstDone {
        private final FiberScope scope = new FiberScope(ScopeConfig.DEFAULT, false);
        private final Membership last = new Membership(scope, RuntimeFiberStress.unstarted());
        private @Nullable ReceiveChannel<Void> done;

        public EmptyAgainstDone() {
            last.begin();
        }

        @Actor
        public void fiber() {
            last.end();
        }

        @Actor
        public void opener() {
            done = scope.done();
        }

        @Arbiter
        public void done(L_Result result) {
            result.r1 = done != null && done.isDrained() ? "closed" : "open";
        }
    }

    /** Broken: who has made the channel does not look whether the scope is empty meanwhile, but before. */
    @JCStressTest
    @JCStressMeta(EmptyAgainstDone.class)
    @State
    public static class EmptyAgainstDoneBroken {
        private volatile boolean isEmpty;
        private volatile @Nullable Channel<Void> done;

        @Actor
        public void fiber() {
            isEmpty = true;
            Channel<Void> toClose = done;
            if (toClose != null) {
                toClose.close();
            }
        }

        @Actor
        public void opener() {
            boolean wasEmpty = isEmpty;
            Channel<Void> made = Csp.chan();
            done = made;
            if (wasEmpty) {
                made.close();
            }
        }

        @Arbiter
        public void done(L_Result result) {
            result.r1 = done != null && done.isDrained() ? "closed" : "open";
        }
    }
}
