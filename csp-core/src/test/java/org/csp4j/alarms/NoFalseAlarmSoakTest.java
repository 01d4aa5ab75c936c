package org.csp4j.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.never;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.DeadlockException;
import org.csp4j.Remaining;
import org.csp4j.Scheduler;
import org.csp4j.Scope;
import org.csp4j.ScopeFailedException;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs, one by itself or some side by side, each of which stands still again and again, in all ways, until something wakes it: itself
 * after a while, or messengers of all kinds, one after the other. None of them is ever taken for dead. Between the rounds each time
 * one is dead, and found to be.
 *
 * <p>Whoever waits for the runs does so without a limit: somebody awake would hide false alarms. Therefore most rounds have one run.
 */
@Tag("engine")
@Timeout(value = 2, unit = TimeUnit.HOURS) // what is not found
class NoFalseAlarmSoakTest {
    private static final int STANDSTILLS = 4; // of a run
    private static final int MOST_RUNS = 4;
    private static final int MOST_MESSENGERS = 3;
    private static final long LONGEST_PAUSE_NANOS = 250_000_000; // it takes some 100 ms to find a deadlock

    private final long seed = Soak.seed("NoFalseAlarmSoakTest");
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Scheduler scheduler =
            Setting.FIBERS.engine().builder().name("alarms").build();
    private volatile Thread tester;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLongArray pauses = new AtomicLongArray(Pause.values().length); // for people, as is what follows
    private final AtomicLongArray standstills = new AtomicLongArray(Standstill.values().length);
    private final AtomicLong errands = new AtomicLong();

    @Test
    void runsThatStandStillAreNotDead() throws Exception {
        tester = Thread.currentThread();
        long begin = System.nanoTime();
        int rounds = 0;
        do {
            try {
                round();
            } catch (InterruptedException e) {
                assertThat(failure.get()).isNotNull();
            }
            assertThat(failure.get()).as("in round %d", rounds).isNull();
            plantDeadlock();
            rounds++;
        } while (System.nanoTime() - begin < Soak.length().toNanos());
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
        System.out.printf(
                "NoFalseAlarmSoakTest: %d rounds on %s, %s errands; standstills %s, pauses %s%n",
                rounds, scheduler.engine(), errands, standstills, pauses);
    }

    private void round() throws Exception {
        int runs = random.nextBoolean() ? 1 : 1 + random.nextInt(MOST_RUNS);
        Messengers messengers = new Messengers(scheduler);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            SplittableRandom own = random.split();
            callers.add(start(own, () -> scheduler.run(Remaining.AWAIT, new Program(own, messengers))));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        messengers.close();
    }

    private Thread start(SplittableRandom own, Action body) {
        Runnable task = () -> carryOut(body);
        return switch (Caller.values()[own.nextInt(Caller.values().length)]) {
            case FIBER -> scheduler.go("caller", task::run).thread();
            case VIRTUAL_THREAD -> Thread.ofVirtual().name("caller").start(task);
            case PLATFORM_THREAD -> Thread.ofPlatform().name("caller").start(task);
        };
    }

    private void carryOut(Action body) {
        try {
            body.run();
        } catch (Throwable e) {
            if (failure.compareAndSet(null, e)) {
                tester.interrupt(); // as some run waits in vain
            }
        }
    }

    /** Passes some time in some way. */
    private void pause(SplittableRandom own) throws Exception {
        Pause pause = Pause.values()[own.nextInt(Pause.values().length)];
        pauses.incrementAndGet(pause.ordinal());
        pause.pass(time(own));
    }

    private static Duration time(SplittableRandom own) {
        return Duration.ofNanos(own.nextLong(LONGEST_PAUSE_NANOS));
    }

    /** What main does. */
    private final class Program implements Action {
        private final SplittableRandom own;
        private final Messengers messengers;
        private final Channel<Integer> ofSurroundings = chan("of surroundings");

        Program(SplittableRandom own, Messengers messengers) {
            this.own = own;
            this.messengers = messengers;
        }

        @Override
        public void run() throws Exception {
            for (int i = 0; i < STANDSTILLS; i++) {
                if (own.nextInt(4) == 0) {
                    pause(own);
                } else {
                    standStill(Standstill.values()[own.nextInt(Standstill.values().length)]);
                }
            }
        }

        private void standStill(Standstill way) throws Exception {
            Channel<Integer> channel = way.spoils() || own.nextInt(3) > 0 ? chan("of run") : ofSurroundings;
            standstills.incrementAndGet(way.ordinal());
            Runnable errand = errand(own.split(), 1 + own.nextInt(MOST_MESSENGERS), () -> way.end(channel));
            go("sender", errand::run);
            way.await(channel);
        }

        /** Has so many messengers take a turn, of which the last one comes to the end. */
        private Runnable errand(SplittableRandom turns, int left, Action end) {
            return () -> carryOut(() -> {
                if (turns.nextBoolean()) {
                    pause(turns);
                }
                if (left == 0) {
                    end.run();
                } else {
                    errands.incrementAndGet();
                    messengers.give(turns, errand(turns, left - 1, end), time(turns));
                }
            });
        }
    }

    /** When all is quiet. */
    private void plantDeadlock() throws Exception {
        Action main = switch (random.nextInt(4)) {
            case 0 -> () -> chan().send(1);
            case 1 -> NoFalseAlarmSoakTest::waitForEachOther;
            case 2 ->
                () -> {
                    assertThatExceptionOfType(DeadlockException.class)
                            .isThrownBy(() -> scheduler.run(NoFalseAlarmSoakTest::waitForEachOther));
                    never().receive();
                };
            default ->
                () -> {
                    try (Scope scope = Scope.builder().detectDeadlocks(true).open()) {
                        scope.go(NoFalseAlarmSoakTest::waitForEachOther);
                        assertThatExceptionOfType(ScopeFailedException.class)
                                .isThrownBy(scope::join)
                                .withCauseInstanceOf(DeadlockException.class);
                    }
                    never().receive();
                };
        };
        assertThatExceptionOfType(DeadlockException.class).isThrownBy(() -> scheduler.run(main));
    }

    private static void waitForEachOther() throws InterruptedException {
        Channel<Integer> left = chan("left");
        Channel<Integer> right = chan("right");
        go(() -> right.send(left.receive()));
        left.send(right.receive());
    }
}
