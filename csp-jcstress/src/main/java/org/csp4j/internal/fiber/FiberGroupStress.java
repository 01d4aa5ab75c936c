package org.csp4j.internal.fiber;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Fibers of a scope or a run are started and end, while it is cancelled and closed. */
final class FiberGroupStress {
    private FiberGroupStress() {}

    /** FiberGroup I1: a fiber that is started in a group that is being cancelled is cancelled as well. */
    @JCStressTest
    @Outcome(id = "cancelled", expect = ACCEPTABLE, desc = "the fiber never begins")
    @Outcome(expect = FORBIDDEN, desc = "the group was cancelled, and a fiber of it was forgotten")
    @State
    public static class StartAgainstCancel {
        private final Group group = new Group();
        private final StillFiber fiber = new StillFiber();

        @Actor
        public void starter() {
            new Membership(group, fiber).begin();
        }

        @Actor
        public void canceller() {
            group.cancel();
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = fiber.isEnded() ? "cancelled" : "forgotten";
        }
    }

    /** Broken: whether the group is cancelled is asked before the fiber is in its list. */
    @JCStressTest
    @JCStressMeta(StartAgainstCancel.class)
    @State
    public static class StartAgainstCancelBroken {
        private final StillFiber fiber = new StillFiber();
        private volatile boolean isCancelled;
        private volatile @Nullable FiberCore member;

        @Actor
        public void starter() {
            boolean isTooLate = isCancelled;
            member = fiber;
            if (isTooLate) {
                fiber.cancel();
            }
        }

        @Actor
        public void canceller() {
            isCancelled = true;
            FiberCore seen = member;
            if (seen != null) {
                seen.cancel();
            }
        }

        @Arbiter
        public void state(L_Result result) {
            result.r1 = fiber.isEnded() ? "cancelled" : "forgotten";
        }
    }

    /** FiberGroup I2, E1: who waits for a group sees that it is empty, or is told; then all of its fibers have ended. */
    @JCStressTest
    @Outcome(id = "closed, .*", expect = ACCEPTABLE, desc = "the last fiber has left")
    @Outcome(id = "waits, told", expect = ACCEPTABLE, desc = "and will be woken")
    @Outcome(expect = FORBIDDEN, desc = "the opener waits, and nobody tells that the last fiber has left")
    @State
    public static class EndAgainstClose {
        private final Group group = new Group();
        private final Membership last = new Membership(group, new StillFiber());

        public EndAgainstClose() {
            last.begin();
        }

        @Actor
        public void fiber() {
            last.end();
        }

        @Actor
        public void opener(LL_Result result) {
            result.r1 = group.closesIfEmpty() || (group.takeNews() && group.closesIfEmpty()) ? "closed" : "waits";
        }

        @Arbiter
        public void news(LL_Result result) {
            result.r2 = group.takeNews() ? "told" : "not told";
        }
    }

    /** Broken: a fiber tells that it leaves, and then leaves. */
    @JCStressTest
    @JCStressMeta(EndAgainstClose.class)
    @State
    public static class EndAgainstCloseBroken {
        private final AtomicBoolean news = new AtomicBoolean();
        private volatile int live = 1;

        @Actor
        public void fiber() {
            news.set(true);
            Thread.onSpinWait();
            live = 0;
        }

        @Actor
        public void opener(LL_Result result) {
            result.r1 = live == 0 || (news.getAndSet(false) && live == 0) ? "closed" : "waits";
        }

        @Arbiter
        public void news(LL_Result result) {
            result.r2 = news.getAndSet(false) ? "told" : "not told";
        }
    }

    /** It notes that it became empty, as a scope does in its channel. */
    private static final class Group extends FiberGroup {
        private final AtomicBoolean news = new AtomicBoolean();

        Group() {
            super(null, false);
        }

        boolean closesIfEmpty() {
            return closeIfEmpty();
        }

        boolean takeNews() {
            return news.getAndSet(false);
        }

        @Override
        protected void emptied() {
            news.set(true);
        }

        @Override
        protected RuntimeException refusal() {
            return new IllegalStateException("closed");
        }
    }

    /** A fiber of which nothing but its state matters. */
    private static final class StillFiber extends FiberCore {
        private static final FiberRegistry REGISTRY = new FiberRegistry("still", () -> {});

        StillFiber() {
            super(null, "a stress test");
        }

        @Override
        public TimerService timers() {
            return SystemTimers.shared();
        }

        @Override
        protected FiberRegistry registry() {
            return REGISTRY;
        }

        @Override
        protected @Nullable Object runBody() {
            return null;
        }

        @Override
        protected void failed(Throwable failure) {}

        @Override
        protected void ended() {}
    }
}
