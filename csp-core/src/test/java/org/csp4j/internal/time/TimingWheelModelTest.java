package org.csp4j.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wheel against a sorted set, by random operations. A failure names the seed; {@code -Dcsp4j.seed=...} runs it again. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a list that lost its end is walked for ever
class TimingWheelModelTest {
    private static final int[] TICK_BITS = {TimingWheel.COARSE, TimingWheel.EXACT, 7};
    private static final int RUNS = 42;
    private static final int OPERATIONS = 50_000; // in each run: two millions in all

    @Test
    void theWheelDoesWhatASortedSetDoes() {
        long seed = Long.getLong("csp4j.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            Model model = new Model(TICK_BITS[run % TICK_BITS.length], start(random, run), random);
            try {
                model.run();
            } catch (Throwable failure) {
                throw new AssertionError("-Dcsp4j.seed=" + seed + ", run " + run + ", " + model, failure);
            }
        }
    }

    /** Where the clock starts: at the edges of what a long can hold, or anywhere. */
    private static long start(Random random, int run) {
        return switch (run / TICK_BITS.length % 6) { // each of them with each tick
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE - random.nextLong(1L << random.nextInt(1, 60)); // wraps on the way
            case 2 -> Long.MAX_VALUE - random.nextLong(10);
            case 3 -> -random.nextLong(1L << random.nextInt(1, 60));
            case 4 -> Long.MIN_VALUE + random.nextLong(100_000);
            default -> random.nextLong();
        };
    }

    /** A timer and what the model knows of it. */
    private static final class Timer extends Probe {
        long ticks; // from the start to when it is to be due, unsigned
        long order;
        int index;
        boolean late;
    }

    private static final class Model {
        /** So far may the clock go in one run, so that what the model counts does not overflow. */
        private static final long FARTHEST = 1L << 62;

        private static final int MOST_TIMERS = 3000;

        private final Random random;
        private final int tickBits;
        private final long tick;
        private final long start;
        private final TimingWheel wheel;
        private final TreeSet<Timer> sorted =
                new TreeSet<>(Comparator.comparing((Timer t) -> t.ticks, Long::compareUnsigned)
                        .thenComparingLong(t -> t.order));
        private final List<Timer> armed = new ArrayList<>();
        private final List<Timer> idle = new ArrayList<>();
        private long now;
        private long inserted;
        private int operation;

        Model(int tickBits, long start, Random random) {
            this.tickBits = tickBits;
            this.tick = 1L << tickBits;
            this.start = start;
            this.random = random;
            this.now = start;
            this.wheel = new TimingWheel(start, tickBits);
            for (int i = 0; i < MOST_TIMERS; i++) {
                idle.add(new Timer());
            }
        }

        void run() {
            for (operation = 0; operation < OPERATIONS; operation++) {
                step();
                checkNextWake();
            }
        }

        private void step() {
            int dice = random.nextInt(100);
            // Phases of growth and of decline, so that the wheel is full for a while, and empty now and then.
            boolean growing = operation % 10_000 < 5_000;
            int inserts = growing ? 70 : 35;
            int removes = inserts + (growing ? 5 : 50);
            if (dice < inserts) {
                insert(delay());
            } else if (dice < removes) {
                removeAny();
            } else if (dice % 3 != 0) {
                advanceBy(random.nextLong(1L << random.nextInt(1, growing ? 34 : 52)));
            } else {
                long wake = wheel.nextWakeNanos();
                advanceBy(wake == TimingWheel.NEVER ? 0 : Math.max(0, wake - now));
            }
        }

        private void insert(long delay) {
            if (idle.isEmpty()) {
                return;
            }
            Timer timer = idle.removeLast();
            long deadline = now + delay;
            timer.late = Long.compareUnsigned(ticksUpTo(deadline), ticks(now)) <= 0;
            timer.ticks = timer.late ? ticks(now) : ticksUpTo(deadline);
            timer.order = inserted++;
            timer.index = armed.size();
            armed.add(timer);
            sorted.add(timer);
            wheel.insert(timer, deadline);
            assertThat(wheel.size()).isEqualTo(armed.size());
        }

        private long delay() {
            return switch (random.nextInt(20)) {
                case 0 -> Long.MAX_VALUE;
                case 1 -> Long.MAX_VALUE - random.nextLong(1L << 60);
                case 2 -> -random.nextLong(Math.max(1, Math.min(now - start, 1L << random.nextInt(1, 60))));
                case 3 -> random.nextLong(64) * tick;
                default -> random.nextLong(1L << random.nextInt(1, 63));
            };
        }

        private void removeAny() {
            if (armed.isEmpty()) {
                return;
            }
            Timer timer = armed.get(random.nextInt(armed.size()));
            forget(timer);
            assertThat(wheel.remove(timer)).isTrue();
            assertThat(wheel.remove(timer)).isFalse();
            assertThat(wheel.size()).isEqualTo(armed.size());
        }

        private void forget(Timer timer) {
            assertThat(sorted.remove(timer)).isTrue();
            Timer last = armed.removeLast();
            if (last != timer) {
                armed.set(timer.index, last);
                last.index = timer.index;
            }
            idle.add(timer);
        }

        /** One round, in steps of any size, and all that it makes due: neither early, nor late, and in order. */
        private void advanceBy(long nanos) {
            boolean affordable = nanos < 1L << 52 || random.nextInt(1000) == 0; // else a run has soon used up its time
            if (!affordable || Long.compareUnsigned(now - start + nanos, FARTHEST) > 0) {
                return;
            }
            now += nanos;
            int moves = random.nextBoolean() ? 1_000_000 : random.nextInt(1, 20);
            boolean done = false;
            for (int calls = 1; !done; calls++) {
                assertThat(calls).as("calls of advance").isLessThan(100 * MOST_TIMERS);
                done = wheel.advance(now, moves);
                if (random.nextInt(8) == 0) { // in the middle of a cascade, maybe
                    insert(tick + random.nextLong(1L << random.nextInt(1, 50)));
                    removeAny();
                }
            }
            for (TimerNode node = wheel.pollDue(); node != null; node = wheel.pollDue()) {
                assertThat(node.deadlineNanos() - now).isLessThanOrEqualTo(0);
                assertThat(node).isSameAs(sorted.getFirst());
                assertThat(node.isLinked()).isFalse();
                forget((Timer) node);
            }
            if (!sorted.isEmpty()) {
                assertThat(Long.compareUnsigned(sorted.getFirst().ticks, ticks(now)))
                        .isPositive();
            }
            assertThat(wheel.size()).isEqualTo(armed.size());
        }

        private void checkNextWake() {
            long wake = wheel.nextWakeNanos();
            if (sorted.isEmpty()) {
                assertThat(wake).isEqualTo(TimingWheel.NEVER);
            } else if (sorted.getFirst().late) {
                assertThat(wake - now).isLessThanOrEqualTo(0);
            } else {
                assertThat(wake).isNotEqualTo(TimingWheel.NEVER);
                assertThat(wake - now).as("progress").isPositive();
                long latest = wake == TimingWheel.NEVER + 1 ? TimingWheel.NEVER : wake; // that value being taken
                assertThat(Long.compareUnsigned(ticks(latest), sorted.getFirst().ticks))
                        .as("in time")
                        .isNotPositive();
            }
        }

        /** Whole ticks up to this time, counted from the tick in which the run has started. */
        private long ticks(long nanos) {
            return (nanos - (start & -tick)) >>> tickBits;
        }

        private long ticksUpTo(long deadline) {
            return ticks(deadline + tick - 1);
        }

        @Override
        public String toString() {
            return "tick bits " + tickBits + ", start " + start + ", now " + now + ", operation " + operation
                    + ", armed " + armed.size();
        }
    }
}
