package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Work pools with everything that can go wrong: each task runs once, was not taken, or was taken back; one at a time of each key, in their order;
 * and no more at once than there are workers.
 */
@Tag("engine")
class WorkPoolStressTest {
    private static final int USERS = 8;
    private static final int MOST_WORKERS = 4;
    private static final int KEYS = 3;

    /** A pool's life, and what becomes of the tasks in it. */
    private static final class Life {
        final WorkPool pool;
        final AtomicInteger running = new AtomicInteger();
        final List<AtomicInteger> runningByKey = List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        final AtomicIntegerArray lastByKeyAndUser = new AtomicIntegerArray(KEYS * USERS);
        final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> mistakes = new ConcurrentLinkedQueue<>();

        Life(WorkPool pool) {
            this.pool = pool;
        }

        /** Submits as somebody who may be interrupted at any time; returns false when the pool takes no more. */
        boolean submit(int user, int number) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            Job job = new Job(user, number, random.nextBoolean() ? random.nextInt(KEYS) : -1);
            WorkSubmitter submitter = job.key < 0 ? pool : pool.keyed(job.key);
            submitter = random.nextBoolean() ? submitter.queued() : submitter;
            jobs.add(job);
            try {
                job.task = switch (random.nextInt(3)) {
                    case 0 -> submitter.run(() -> run(job));
                    case 1 -> submitter.tryRun(() -> run(job)).orElse(null);
                    default -> submitter.tryRun(() -> run(job), Delays.SHORT).orElse(null);
                };
            } catch (InterruptedException e) {
                return true;
            } catch (WorkRejectedException e) {
                return false;
            }
            if (job.task != null && random.nextInt(10) == 0) {
                job.task.cancel();
            }
            return true;
        }

        private void run(Job job) throws InterruptedException {
            job.runs.incrementAndGet();
            check(running.incrementAndGet() <= MOST_WORKERS, "more at once than there are workers");
            if (job.key >= 0) {
                check(runningByKey.get(job.key).incrementAndGet() == 1, "two of a key at once");
                int last = lastByKeyAndUser.getAndSet(job.key * USERS + job.user, job.number);
                check(last < job.number, "number " + job.number + " of a user runs after number " + last);
            }
            try {
                Thread.yield();
                if (Thread.interrupted()) {
                    throw new InterruptedException("cancelled");
                }
                if (ThreadLocalRandom.current().nextInt(500) == 0) {
                    throw new IllegalStateException("bad luck");
                }
            } finally {
                running.decrementAndGet();
                if (job.key >= 0) {
                    runningByKey.get(job.key).decrementAndGet();
                }
            }
        }

        private void check(boolean isRight, String mistake) {
            if (!isRight) {
                mistakes.add(mistake);
            }
        }

        void assertEveryTaskIsAccountedFor(List<WorkTask<?>> handedBack) {
            assertThat(mistakes).isEmpty();
            long accepted = 0;
            for (Job job : jobs) {
                Optional<WorkTask<Void>> task = Optional.ofNullable(job.task);
                WorkTask.State state = task.map(WorkTask::state).orElse(null);
                boolean mustHaveRun = state == WorkTask.State.DONE || state == WorkTask.State.FAILED;
                boolean mayHaveRun = mustHaveRun || state == WorkTask.State.CANCELLED;
                assertThat(job.runs.get()).as("runs of %s", task).isBetween(mustHaveRun ? 1 : 0, mayHaveRun ? 1 : 0);
                accepted += task.isPresent() ? 1 : 0;
            }
            assertThat(handedBack).doesNotHaveDuplicates();
            assertThat(jobs).noneMatch(job -> job.runs.get() > 0 && handedBack.contains(job.task));
            WorkPoolStats stats = pool.stats();
            assertThat(stats.accepted())
                    .isEqualTo(accepted)
                    .isEqualTo(stats.done() + stats.failed() + stats.cancelled());
            assertThat(stats.workers() + stats.queued() + stats.running() + stats.waiting())
                    .isZero();
            assertThat(pool.state.isKeyless()).isTrue();
        }
    }

    private static final class Job {
        final int user;
        final int number;
        final int key;
        final AtomicInteger runs = new AtomicInteger();
        volatile WorkTask<Void> task; // null if it was not taken

        Job(int user, int number, int key) {
            this.user = user;
            this.number = number;
            this.key = key;
        }
    }

    @Test
    void everyTaskIsAccountedFor() throws Exception {
        Random random = new Random(Soak.seed("WorkPoolStressTest"));
        long end = System.nanoTime() + Soak.length().toNanos();
        try (Scheduler scheduler = Setting.FIBERS.engine().builder().build()) {
            do {
                WorkPolicy policy = WorkPolicy.values()[random.nextInt(WorkPolicy.values().length)];
                live(scheduler, random, policy);
            } while (System.nanoTime() < end);
        }
    }

    private static void live(Scheduler scheduler, Random random, WorkPolicy policy) throws Exception {
        Life life = new Life(scheduler
                .async(() -> WorkPool.builder(2)
                        .queue(random.nextInt(4))
                        .policy(policy)
                        .onFailure(_ -> {})
                        .build())
                .result());
        List<Fiber<?>> users = new ArrayList<>();
        int most = random.nextInt(1, 300);
        for (int i = 0; i < USERS; i++) {
            int user = i;
            users.add(scheduler.async(() -> {
                for (int number = 1; number <= most && life.submit(user, number); number++) {}
                return null;
            }));
        }
        for (int turns = random.nextInt(200); turns > 0; turns--) {
            users.get(random.nextInt(USERS)).thread().interrupt();
            life.pool.resize(random.nextInt(1, MOST_WORKERS + 1));
            Thread.yield();
        }
        List<WorkTask<?>> handedBack = new ArrayList<>();
        if (random.nextBoolean()) {
            handedBack.addAll(life.pool.shutdownNow());
        }
        for (Fiber<?> user : users) {
            user.result();
        }
        try {
            assertThat(life.pool.shutdown(Delays.PATIENCE)).isTrue();
        } catch (WorkFailedException e) {
            assertThat(policy).isNotEqualTo(WorkPolicy.SUPERVISE);
        }
        handedBack.addAll(life.pool.shutdownNow());
        life.assertEveryTaskIsAccountedFor(handedBack);
    }
}
