package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.stress.Reordering;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Carriers take tasks out of the injection queue, to which others add. */
final class InjectionQueueStress {
    private InjectionQueueStress() {}

    /** InjectionQueue I1: a task is taken by one carrier. */
    @JCStressTest
    @Outcome(id = "first, second", expect = ACCEPTABLE, desc = "each carrier has a task of its own")
    @Outcome(id = "second, first", expect = ACCEPTABLE, desc = "each carrier has a task of its own")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost, or is run twice")
    @State
    public static class PollAgainstPoll {
        private final InjectionQueue queue = new InjectionQueue();

        public PollAgainstPoll() {
            queue.add(new Task("first"));
            queue.add(new Task("second"));
        }

        @Actor
        public void oneCarrier(LL_Result result) {
            result.r1 = Task.name(queue.poll());
        }

        @Actor
        public void another(LL_Result result) {
            result.r2 = Task.name(queue.poll());
        }
    }

    /** Broken: a queue for one consumer, without the lock. */
    @JCStressTest
    @JCStressMeta(PollAgainstPoll.class)
    @State
    public static class PollAgainstPollBroken {
        private final MpscUnboundedAtomicArrayQueue<Runnable> queue = new MpscUnboundedAtomicArrayQueue<>(2);

        public PollAgainstPollBroken() {
            queue.add(new Task("first"));
            queue.add(new Task("second"));
        }

        @Actor
        public void oneCarrier(LL_Result result) {
            result.r1 = Task.name(queue.relaxedPoll());
        }

        @Actor
        public void another(LL_Result result) {
            result.r2 = Task.name(queue.relaxedPoll());
        }
    }

    /** InjectionQueue E1: what precedes an add happens-before the run of the task. */
    @JCStressTest
    @Outcome(id = "task, seen", expect = ACCEPTABLE, desc = "the carrier sees what was written outside")
    @Outcome(id = "nothing, .*", expect = ACCEPTABLE, desc = "the carrier comes too early")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the carrier has the task, and does not see what was written before it was added")
    @State
    public static class AddAgainstPoll {
        private final InjectionQueue queue = new InjectionQueue();
        private int written;

        @Actor
        public void outsider() {
            written = 1;
            queue.add(new Task("task"));
        }

        @Actor
        public void carrier(LL_Result result) {
            result.r1 = Task.name(queue.poll());
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }

    /** Broken: the task overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(AddAgainstPoll.class)
    @State
    public static class AddAgainstPollBroken {
        private final InjectionQueue queue = new InjectionQueue();
        private int written;

        @Actor
        public void outsider() {
            queue.add(new Task("task"));
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void carrier(LL_Result result) {
            result.r1 = Task.name(queue.poll());
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }
}
