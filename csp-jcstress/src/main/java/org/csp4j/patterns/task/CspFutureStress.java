package org.csp4j.patterns.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A future is settled, while others settle it too, or want to be told. */
final class CspFutureStress {
    private CspFutureStress() {}

    /** CspFuture I1: of two that settle the future one is told that it has, and it is settled by that one. */
    @JCStressTest
    @Outcome(id = "true, false, Success", expect = ACCEPTABLE, desc = "the value comes first")
    @Outcome(id = "false, true, Cancelled", expect = ACCEPTABLE, desc = "the canceller comes first")
    @Outcome(expect = FORBIDDEN, desc = "both have settled it, or none has, or not the one who was told so")
    @State
    public static class CompleteAgainstCancel {
        private final Promise<String> promise = new Promise<>();

        @Actor
        public void completer(LLL_Result result) {
            result.r1 = promise.complete("value");
        }

        @Actor
        public void canceller(LLL_Result result) {
            result.r2 = promise.future().cancel();
        }

        @Arbiter
        public void outcome(LLL_Result result) {
            result.r3 = promise.future().poll().orElseThrow().getClass().getSimpleName();
        }
    }

    /** Broken: no CAS. */
    @JCStressTest
    @JCStressMeta(CompleteAgainstCancel.class)
    @State
    public static class CompleteAgainstCancelBroken {
        private volatile String outcome = "";

        private boolean settle(String what) {
            boolean isFirst = outcome.isEmpty();
            if (isFirst) {
                outcome = what;
            }
            return isFirst;
        }

        @Actor
        public void completer(LLL_Result result) {
            result.r1 = settle("Success");
        }

        @Actor
        public void canceller(LLL_Result result) {
            result.r2 = settle("Cancelled");
        }

        @Arbiter
        public void outcome(LLL_Result result) {
            result.r3 = outcome;
        }
    }

    /** CspFuture I2: a hook is told once, whether it comes before the future is settled or after that. */
    @JCStressTest
    @Outcome(id = "once", expect = ACCEPTABLE, desc = "who settles the future has found it, or who has added it")
    @Outcome(expect = FORBIDDEN, desc = "the hook was never told, or twice")
    @State
    public static class HookAgainstSettle {
        private final AtomicInteger told = new AtomicInteger();
        private final Promise<String> promise = new Promise<>();

        @Actor
        public void settler() {
            promise.complete("value");
        }

        @Actor
        public void listener() {
            promise.future().onSettled(how -> told.incrementAndGet());
        }

        @Arbiter
        public void told(L_Result result) {
            result.r1 = times(told);
        }
    }

    /** Broken: who adds a hook looks before that whether the future is settled. */
    @JCStressTest
    @JCStressMeta(HookAgainstSettle.class)
    @State
    public static class HookAgainstSettleBroken {
        private final AtomicInteger told = new AtomicInteger();
        private final Queue<Consumer<String>> hooks = new ConcurrentLinkedQueue<>();
        private volatile @Nullable String outcome;

        private void tellHooks(String what) {
            for (Consumer<String> hook = hooks.poll(); hook != null; hook = hooks.poll()) {
                hook.accept(what);
            }
        }

        @Actor
        public void settler() {
            outcome = "value";
            tellHooks("value");
        }

        @Actor
        public void listener() {
            String what = outcome;
            hooks.add(how -> told.incrementAndGet());
            if (what != null) {
                tellHooks(what);
            }
        }

        @Arbiter
        public void told(L_Result result) {
            result.r1 = times(told);
        }
    }

    private static String times(AtomicInteger told) {
        return switch (told.get()) {
            case 0 -> "never";
            case 1 -> "once";
            default -> "twice";
        };
    }
}
