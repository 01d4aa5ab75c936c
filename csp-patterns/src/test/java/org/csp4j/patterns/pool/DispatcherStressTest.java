package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Dispatchers with everything that can go wrong: each job that was taken has one end, and each that was not has none. */
@Tag("engine")
class DispatcherStressTest {
    private static final int USERS = 6;
    private static final int MOST_WORKERS = 4;
    private static final int MOST_TRIES = 3;

    /** A dispatcher's life, and the ends of its jobs, which are numbers. */
    private static final class Life {
        final Map<Integer, AtomicInteger> ends = new ConcurrentHashMap<>(); // of the jobs that were taken
        final ConcurrentLinkedQueue<String> mistakes = new ConcurrentLinkedQueue<>();
        final AtomicInteger numbers = new AtomicInteger();
        final AtomicInteger running = new AtomicInteger();
        final Dispatcher<Integer> dispatcher;

        Life(Random random) {
            DispatcherBuilder<Integer> builder = Dispatcher.<Integer>builder(this::handle)
                    .workers(1 + random.nextInt(2), MOST_WORKERS)
                    .growAfter(Duration.ofNanos(random.nextInt(100_000)))
                    .shrinkAfter(Duration.ofNanos(1 + random.nextInt(1_000_000)))
                    .queue(1 + random.nextInt(8))
                    .tries(MOST_TRIES)
                    .backoff(Duration.ofNanos(1), Duration.ofMillis(1));
            this.dispatcher = switch (random.nextInt(3)) {
                case 0 -> builder.build();
                case 1 -> builder.whenFull(WhenFull.REJECT).build();
                default -> builder.dropOldest(this::end).build();
            };
        }

        private void handle(Integer job) throws IOException, InterruptedException {
            if (running.incrementAndGet() > MOST_WORKERS) {
                mistakes.add("more at once than there may be workers");
            }
            try {
                Thread.yield();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (ThreadLocalRandom.current().nextInt(3) == 0) {
                    throw new IOException("no route");
                }
                end(job);
            } finally {
                running.decrementAndGet();
            }
        }

        void end(Integer job) {
            ends.computeIfAbsent(job, _ -> new AtomicInteger()).incrementAndGet();
        }

        /** Submits as somebody who may be interrupted at any time; returns false when no more are taken. */
        boolean submit() {
            Integer job = numbers.incrementAndGet();
            ends.put(job, new AtomicInteger());
            boolean isTaken = false;
            try {
                switch (ThreadLocalRandom.current().nextInt(3)) {
                    case 0 -> {
                        dispatcher.submit(job);
                        isTaken = true;
                    }
                    case 1 -> isTaken = dispatcher.trySubmit(job);
                    default -> isTaken = dispatcher.trySubmit(job, Delays.SHORT);
                }
            } catch (InterruptedException | DispatcherFullException e) {
                // it was not taken
            } catch (DispatcherClosedException e) {
                ends.get(job).incrementAndGet();
                return false;
            }
            if (!isTaken) {
                ends.get(job).incrementAndGet(); // its end is that it was not
            }
            return true;
        }
    }

    @Test
    void everyJobHasOneEnd() throws Exception {
        Random random = new Random(Soak.seed("DispatcherStressTest"));
        long end = System.nanoTime() + Soak.length().toNanos();
        try (Scheduler scheduler = Setting.FIBERS.engine().builder().build()) {
            do {
                live(scheduler, random);
            } while (System.nanoTime() < end);
        }
    }

    private static void live(Scheduler scheduler, Random random) throws Exception {
        Life life = scheduler.async(() -> new Life(random)).result();
        List<Fiber<?>> users = new ArrayList<>();
        int most = random.nextInt(1, 300);
        for (int i = 0; i < USERS; i++) {
            users.add(scheduler.async(() -> {
                for (int number = 0; number < most && life.submit(); number++) {}
                return null;
            }));
        }
        for (int turns = random.nextInt(100); turns > 0; turns--) {
            users.get(random.nextInt(USERS)).thread().interrupt();
            List<DispatcherWorker> workers = life.dispatcher.workers();
            if (!workers.isEmpty()) {
                life.dispatcher.stopWorker(
                        workers.get(random.nextInt(workers.size())).name());
            }
        }
        if (random.nextBoolean()) {
            life.dispatcher.shutdownNow().forEach(life::end);
        }
        for (Fiber<?> user : users) {
            user.result();
        }
        assertThat(life.dispatcher.shutdown(Delays.PATIENCE)).isTrue();
        for (DeadLetter<Integer> dead : life.dispatcher.deadLetters()) {
            life.end(dead.job());
        }
        assertThat(life.mistakes).isEmpty();
        assertThat(life.ends).allSatisfy((_, ends) -> assertThat(ends).hasValue(1));
        DispatcherStats stats = life.dispatcher.stats();
        assertThat(stats.accepted()).isEqualTo(stats.done() + stats.dead() + stats.dropped() + stats.handedBack());
        assertThat(stats.accepted() + stats.rejected()).isLessThanOrEqualTo(life.numbers.get());
        assertThat(stats.mostWorkers()).isLessThanOrEqualTo(MOST_WORKERS);
        assertThat(stats.workers() + stats.queued() + stats.held() + stats.retrying() + stats.running())
                .isZero();
    }
}
