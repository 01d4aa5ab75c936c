package org.csp4j.internal.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.internal.fiber.LockSupportParking;
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

/** A fiber ends while somebody begins to wait for that, and what it and its starter have written is seen. */
final class RuntimeFiberStress {
    private RuntimeFiberStress() {}

    /** RuntimeFiber I1: the channel that tells of the end closes: the fiber sees it, or who made it sees the end. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "who waits for the end is told")
    @Outcome(expect = FORBIDDEN, desc = "the fiber has ended, and who waits for that waits for ever")
    @State
    public static class EndAgainstDone {
        private final RuntimeFiber<@Nullable Void> fiber = unstarted();
        private @Nullable ReceiveChannel<Void> done;

        @Actor
        public void fiber() {
            fiber.run();
        }

        @Actor
        public void joiner() {
            done = fiber.done();
        }

        @Arbiter
        public void done(L_Result result) {
            result.r1 = done != null && done.isDrained() ? "closed" : "open";
        }
    }

    /** Broken: who has made the channel does not look whether the fiber has ended meanwhile, but before. */
    @JCStressTest
    @JCStressMeta(EndAgainstDone.class)
    @State
    public static class EndAgainstDoneBroken {
        private volatile boolean hasEnded;
        private volatile @Nullable Channel<Void> done;

        @Actor
        public void fiber() {
            hasEnded = true;
            Channel<Void> toClose = done;
            if (toClose != null) {
                toClose.close();
            }
        }

        @Actor
        public void joiner() {
            boolean wasEnded = hasEnded;
            Channel<Void> made = Csp.chan();
            done = made;
            if (wasEnded) {
                made.close();
            }
        }

        @Arbiter
        public void done(L_Result result) {
            result.r1 = done != null && done.isDrained() ? "closed" : "open";
        }
    }

    /** A fiber that an actor runs, rather than the thread that it is bound to. */
    static RuntimeFiber<@Nullable Void> unstarted() {
        RuntimeFiber<@Nullable Void> fiber =
                RuntimeFiber.of(CspRuntime.shared(), null, null, "a stress test", () -> {});
        Thread thread = Thread.ofVirtual().unstarted(fiber);
        fiber.bind(thread, LockSupportParking.PLAIN);
        return fiber;
    }

    /** FiberWord E1: what precedes a start happens-before the body, and the body happens-before the return of a join. */
    @JCStressTest
    @Outcome(
            id = "seen, seen",
            expect = ACCEPTABLE,
            desc = "the fiber sees what its starter has written, and who joins sees both")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the fiber does not see what was written before it was started, or who joins not what it has"
                    + " written")
    @State
    public static class StartAndJoinPublish {
        private int before;
        private int after;
        private String seenByFiber = "unseen";
        private volatile @Nullable Fiber<?> fiber;

        @Actor
        public void starter() {
            before = 1;
            fiber = Csp.go(() -> {
                seenByFiber = before == 1 ? "seen" : "unseen";
                after = 1;
            });
        }

        @Actor
        public void joiner(LL_Result result) {
            Fiber<?> started = fiber;
            while (started == null) {
                Thread.onSpinWait();
                started = fiber;
            }
            Uninterrupted.await(started::join);
            result.r1 = seenByFiber;
            result.r2 = after == 1 ? "seen" : "unseen";
        }
    }

    /** Broken: the start overtakes what precedes it, and the end what precedes that. */
    @JCStressTest
    @JCStressMeta(StartAndJoinPublish.class)
    @State
    public static class StartAndJoinPublishBroken {
        private volatile int before;
        private volatile int after;
        private volatile String seenByFiber = "unseen";
        private volatile boolean hasEnded;

        @Actor
        public void starter() {
            Thread.startVirtualThread(() -> {
                hasEnded = true;
                seenByFiber = before == 1 ? "seen" : "unseen";
                after = 1;
            });
            before = 1;
        }

        @Actor
        public void joiner(LL_Result result) {
            while (!hasEnded) {
                Thread.onSpinWait();
            }
            result.r1 = seenByFiber;
            result.r2 = after == 1 ? "seen" : "unseen";
        }
    }
}
