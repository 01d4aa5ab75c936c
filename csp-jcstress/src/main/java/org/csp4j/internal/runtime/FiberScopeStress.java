package org.csp4j.internal.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CountDownLatch;
import org.csp4j.Scope;
import org.csp4j.stress.Uninterrupted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Who has opened a scope waits for its fibers. */
final class FiberScopeStress {
    private FiberScopeStress() {}

    /** FiberGroup E1: what the fibers of a scope did happens-before the return of its join. */
    @JCStressTest
    @Outcome(
            id = "seen, seen",
            expect = ACCEPTABLE,
            desc = "the fiber sees what its opener has written, and the opener what it has")
    @Outcome(expect = FORBIDDEN, desc = "the scope was joined, and not all is seen that was written in it")
    @State
    public static class JoinPublishes {
        private int before;
        private int after;
        private String seenByFiber = "unseen";

        @Actor
        public void opener(LL_Result result) {
            try (Scope scope = Scope.open()) {
                before = 1;
                Uninterrupted.await(() -> {
                    scope.go(() -> {
                        seenByFiber = before == 1 ? "seen" : "unseen";
                        after = 1;
                    });
                    scope.join();
                });
            }
            result.r1 = seenByFiber;
            result.r2 = after == 1 ? "seen" : "unseen";
        }
    }

    /** Broken: the fiber counts as ended before it has. */
    @JCStressTest
    @JCStressMeta(JoinPublishes.class)
    @State
    public static class JoinPublishesBroken {
        private volatile int before;
        private volatile int after;
        private volatile String seenByFiber = "unseen";

        @Actor
        public void opener(LL_Result result) {
            CountDownLatch ended = new CountDownLatch(1);
            before = 1;
            Thread.startVirtualThread(() -> {
                seenByFiber = before == 1 ? "seen" : "unseen";
                ended.countDown();
                after = 1;
            });
            Uninterrupted.await(ended::await);
            result.r1 = seenByFiber;
            result.r2 = after == 1 ? "seen" : "unseen";
        }
    }
}
