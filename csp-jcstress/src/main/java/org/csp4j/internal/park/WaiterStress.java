package org.csp4j.internal.park;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.fiber.ThreadParker;
import org.csp4j.stress.Reordering;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A peer gives a waiter its outcome, and the waiter looks for it. */
final class WaiterStress {
    private WaiterStress() {}

    /**
     * Parker I1: who consumes a permit sees why it was unparked, also if the permit was there before; else it parks, and that permit
     * is gone.
     */
    @JCStressTest
    @Outcome(id = "outcome, no permit", expect = ACCEPTABLE, desc = "the outcome is seen at once")
    @Outcome(id = "outcome, permit", expect = ACCEPTABLE, desc = "and the next park returns for no reason")
    @Outcome(id = "no outcome, permit", expect = ACCEPTABLE, desc = "the park that follows returns, and it looks again")
    @Outcome(expect = FORBIDDEN, desc = "the waiter has no outcome and no permit: it parks for ever")
    @State
    public static class UnparkOfOneWithAPermit {
        private final Thread thread = Permits.threadWithPermit();
        private final Waiter waiter = new Party(new ThreadParker(thread));

        @Actor
        public void peer() {
            waiter.completeAndUnpark("outcome");
        }

        @Actor
        public void waiter(LL_Result result) {
            Permits.consume(thread);
            result.r1 = waiter.outcome() != null ? "outcome" : "no outcome";
        }

        @Arbiter
        public void permit(LL_Result result) {
            result.r2 = Permits.isThere(thread) ? "permit" : "no permit";
        }
    }

    /** Broken: LockSupport alone, which reads that there is a permit, and is no fence then. */
    @JCStressTest
    @JCStressMeta(UnparkOfOneWithAPermit.class)
    @State
    public static class UnparkOfOneWithAPermitBroken {
        private final Thread thread = Permits.threadWithPermit();
        private final Waiter waiter = new Party(new UnfencedParker(thread));

        @Actor
        public void peer() {
            waiter.completeAndUnpark("outcome");
        }

        @Actor
        public void waiter(LL_Result result) {
            Permits.consume(thread);
            result.r1 = waiter.outcome() != null ? "outcome" : "no outcome";
        }

        @Arbiter
        public void permit(LL_Result result) {
            result.r2 = Permits.isThere(thread) ? "permit" : "no permit";
        }
    }

    /** Waiter E1: what the peer did before it gave the outcome happens-before what follows when that is seen. */
    @JCStressTest
    @Outcome(id = "outcome, seen", expect = ACCEPTABLE, desc = "the waiter sees what its peer has written")
    @Outcome(id = "no outcome, .*", expect = ACCEPTABLE, desc = "the waiter looks too early")
    @Outcome(expect = FORBIDDEN, desc = "the waiter has its outcome, and does not see what was written before")
    @State
    public static class OutcomePublishes {
        private final Waiter waiter = new Party(new ThreadParker(Thread.currentThread()));
        private int written;

        @Actor
        public void peer() {
            written = 1;
            waiter.complete("outcome");
        }

        @Actor
        public void waiter(LL_Result result) {
            result.r1 = waiter.outcome() != null ? "outcome" : "no outcome";
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }

    /** Broken: the outcome overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(OutcomePublishes.class)
    @State
    public static class OutcomePublishesBroken {
        private final Waiter waiter = new Party(new ThreadParker(Thread.currentThread()));
        private int written;

        @Actor
        public void peer() {
            waiter.complete("outcome");
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void waiter(LL_Result result) {
            result.r1 = waiter.outcome() != null ? "outcome" : "no outcome";
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }

    /** A waiter that is in no queue. */
    private static final class Party extends Waiter {
        private final Parker parker;

        Party(Parker parker) {
            this.parker = parker;
        }

        @Override
        protected Object party() {
            return this;
        }

        @Override
        public @Nullable Object item() {
            return null;
        }

        @Override
        public boolean isSender() {
            return false;
        }

        @Override
        public boolean tryClaim() {
            return true;
        }

        @Override
        public boolean claimOrMark() {
            return true;
        }

        @Override
        protected Parker parker() {
            return parker;
        }
    }

    private static final class UnfencedParker extends ThreadParker {
        UnfencedParker(Thread thread) {
            super(thread);
        }

        @Override
        protected void unpark() {
            LockSupport.unpark(thread());
        }
    }
}
