package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A thread that has nothing to do ends, just when it is needed again. */
final class OnDemandThreadStress {
    private OnDemandThreadStress() {}

    /** OnDemandThread I1, I2: what is needed is done: by the thread that looks once more before it ends, or by a new one. */
    @JCStressTest
    @Outcome(id = "done", expect = ACCEPTABLE, desc = "the thread sees that it is needed")
    @Outcome(id = "started again", expect = ACCEPTABLE, desc = "there is another thread for it")
    @Outcome(expect = FORBIDDEN, desc = "nobody does it; or two threads work")
    @State
    public static class NeedAgainstEnd {
        private final AtomicInteger starts = new AtomicInteger();
        private final Worker worker = new Worker(starts);

        /** It has been needed, and started. */
        public NeedAgainstEnd() {
            worker.need();
        }

        @Actor
        public void user() {
            worker.isNeeded = true;
            worker.need();
        }

        @Actor
        public void thread() {
            worker.run();
        }

        @Arbiter
        public void result(L_Result result) {
            result.r1 = starts.get() > 1 ? "started again" : worker.isNeeded ? "forgotten" : "done";
        }
    }

    private static final class Worker extends OnDemandThread {
        private volatile boolean isNeeded;

        Worker(AtomicInteger starts) {
            super("worker", _ -> starts.incrementAndGet());
        }

        @Override
        protected boolean isNeeded() {
            return isNeeded;
        }

        @Override
        protected void work() {
            isNeeded = false;
        }
    }

    /** Broken: the thread looks whether it is needed, and then ends. */
    @JCStressTest
    @JCStressMeta(NeedAgainstEnd.class)
    @State
    public static class NeedAgainstEndBroken {
        private volatile boolean isThere = true;
        private volatile boolean isNeeded;
        private boolean isStartedAgain;

        @Actor
        public void user() {
            isNeeded = true;
            if (!isThere) {
                isStartedAgain = true;
            }
        }

        @Actor
        public void thread() {
            if (isNeeded) {
                isNeeded = false;
            }
            isThere = false;
        }

        @Arbiter
        public void result(L_Result result) {
            result.r1 = isStartedAgain ? "started again" : isNeeded ? "forgotten" : "done";
        }
    }
}
