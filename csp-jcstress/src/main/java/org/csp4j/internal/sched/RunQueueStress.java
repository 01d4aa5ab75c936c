package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A carrier empties its run queue while a thief takes half of it. */
final class RunQueueStress {
    private RunQueueStress() {}

    private static String names(@Nullable Runnable run, Supplier<@Nullable Runnable> moved) {
        StringBuilder names = new StringBuilder(Task.name(run));
        for (Runnable task = moved.get(); task != null; task = moved.get()) {
            names.append(" and ").append(Task.name(task));
        }
        return names.toString();
    }

    /** RunQueue I2, L1: a task is taken by the owner or by a thief. */
    @JCStressTest
    @Outcome(
            id = "first, second, third",
            expect = ACCEPTABLE,
            desc = "the owner comes first, and half of the rest is stolen")
    @Outcome(id = "third, first and second, nothing", expect = ACCEPTABLE, desc = "the thief comes first")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost, or is run twice")
    @State
    public static class PopAgainstSteal {
        private final RunQueue queue = new RunQueue();
        private final RunQueue stolen = new RunQueue();

        public PopAgainstSteal() {
            queue.offer(new Task("first"));
            queue.offer(new Task("second"));
            queue.offer(new Task("third"));
        }

        @Actor
        public void owner(LLL_Result result) {
            result.r1 = Task.name(queue.poll());
        }

        @Actor
        public void thief(LLL_Result result) {
            result.r2 = names(queue.stealInto(stolen), stolen::poll);
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = names(queue.poll(), queue::poll);
        }
    }

    /** Broken: head is moved without CAS. */
    @JCStressTest
    @JCStressMeta(PopAgainstSteal.class)
    @State
    public static class PopAgainstStealBroken {
        private final UnclaimedRunQueue queue =
                new UnclaimedRunQueue(new Task("first"), new Task("second"), new Task("third"));
        private final RunQueue stolen = new RunQueue();

        @Actor
        public void owner(LLL_Result result) {
            result.r1 = Task.name(queue.poll());
        }

        @Actor
        public void thief(LLL_Result result) {
            result.r2 = names(queue.stealInto(stolen), stolen::poll);
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = names(queue.poll(), queue::poll);
        }
    }

    /** RunQueue L2, E1: a task that is stolen is there, and what precedes its offer happens-before its run. */
    @JCStressTest
    @Outcome(id = "task, seen, nothing", expect = ACCEPTABLE, desc = "the thief sees what the owner has written")
    @Outcome(id = "nothing, .*, task", expect = ACCEPTABLE, desc = "the thief comes too early")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the task was lost, or its thief does not see what was written before it was offered")
    @State
    public static class OfferAgainstSteal {
        private final RunQueue queue = new RunQueue();
        private final RunQueue stolen = new RunQueue();
        private int written;

        @Actor
        public void owner() {
            written = 1;
            queue.offer(new Task("task"));
        }

        @Actor
        public void thief(LLL_Result result) {
            result.r1 = Task.name(queue.stealInto(stolen));
            result.r2 = written == 1 ? "seen" : "unseen";
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = Task.name(queue.poll());
        }
    }

    /** Broken: the tail is moved before the slot is filled. */
    @JCStressTest
    @JCStressMeta(OfferAgainstSteal.class)
    @State
    public static class OfferAgainstStealBroken {
        private final UnclaimedRunQueue queue = new UnclaimedRunQueue();
        private final RunQueue stolen = new RunQueue();
        private int written;

        @Actor
        public void owner() {
            written = 1;
            queue.offer(new Task("task"));
        }

        @Actor
        public void thief(LLL_Result result) {
            result.r1 = Task.name(queue.stealInto(stolen));
            result.r2 = written == 1 ? "seen" : "unseen";
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = Task.name(queue.poll());
        }
    }

    /** RunQueue I1: in a full queue, a slot is used again only when its task has been taken. */
    @JCStressTest
    @Outcome(id = "refused, all", expect = ACCEPTABLE, desc = "there was no room yet")
    @Outcome(id = "offered, all", expect = ACCEPTABLE, desc = "the thief has made room")
    @Outcome(expect = FORBIDDEN, desc = "a task was overwritten, or is run twice")
    @State
    public static class RefillAgainstSteal {
        private final RunQueue queue = new RunQueue();
        private final RunQueue stolen = new RunQueue();
        private final Count count = new Count();

        public RefillAgainstSteal() {
            for (int i = 0; i < RunQueue.CAPACITY; i++) {
                queue.offer(count.task());
            }
        }

        @Actor
        public void owner(LL_Result result) {
            result.r1 = count.offered(queue::offer);
        }

        @Actor
        public void thief() {
            count.run(queue.stealInto(stolen));
        }

        @Arbiter
        public void left(LL_Result result) {
            count.runAll(stolen::poll);
            count.runAll(queue::poll);
            result.r2 = count.verdict();
        }
    }

    /** Broken: the owner does not look at head. */
    @JCStressTest
    @JCStressMeta(RefillAgainstSteal.class)
    @State
    public static class RefillAgainstStealBroken {
        private final UnclaimedRunQueue queue = new UnclaimedRunQueue();
        private final RunQueue stolen = new RunQueue();
        private final Count count = new Count();

        public RefillAgainstStealBroken() {
            for (int i = 0; i < UnclaimedRunQueue.CAPACITY; i++) {
                queue.offer(count.task());
            }
        }

        @Actor
        public void owner(LL_Result result) {
            result.r1 = count.offered(queue::offer);
        }

        @Actor
        public void thief() {
            count.run(queue.stealInto(stolen));
        }

        @Arbiter
        public void left(LL_Result result) {
            count.runAll(stolen::poll);
            count.runAll(queue::poll);
            result.r2 = count.verdict();
        }
    }

    /** How often each task has been run. */
    private static final class Count {
        private final List<Counted> tasks = new ArrayList<>();

        private static final class Counted implements Runnable {
            private int runs;

            @Override
            public void run() {
                runs++;
            }
        }

        Runnable task() {
            Counted task = new Counted();
            tasks.add(task);
            return task;
        }

        String offered(Predicate<Runnable> queue) {
            Counted task = new Counted();
            if (!queue.test(task)) {
                return "refused";
            }
            tasks.add(task);
            return "offered";
        }

        void run(@Nullable Runnable task) {
            if (task != null) {
                task.run();
            }
        }

        void runAll(Supplier<@Nullable Runnable> queue) {
            for (Runnable task = queue.get(); task != null; task = queue.get()) {
                task.run();
            }
        }

        String verdict() {
            return tasks.stream().allMatch(task -> task.runs == 1) ? "all" : "not all";
        }
    }
}
