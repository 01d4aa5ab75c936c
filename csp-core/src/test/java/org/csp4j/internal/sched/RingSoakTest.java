package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Soak;
import org.csp4j.testsupport.ThreadDump;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens go round a ring of fibers. Again and again there is a time of trouble: fibers yield, nap, hog their carriers and unpark
 * each other for no reason, while a saboteur steals fibers from carriers and has carriers relieved; and those that find nothing to do
 * end soon. After each all tokens have to come round once more with nobody's help; trouble that went on would wake what a lost
 * wake-up has left asleep.
 */
@Tag("opened")
@Timeout(value = 1, unit = TimeUnit.HOURS) // a token that stands still is noticed much earlier
class RingSoakTest {
    private static final int STATIONS = 1_000;
    private static final int CARRIERS = 4;
    private static final Duration KEEP_ALIVE = Duration.ofNanos(100_000);
    private static final WorkStealingEngine ENGINE = new WorkStealingEngine(
            "ring", new SchedulerLimits(CARRIERS, 200, Duration.ofMillis(5)).withKeepAlive(KEEP_ALIVE));

    private final SplittableRandom random = new SplittableRandom(Soak.seed("RingSoakTest"));
    private final List<Channel<Token>> ring = new ArrayList<>(); // from each station to the next
    private final Thread[] threads = new Thread[STATIONS];
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Semaphore laps = new Semaphore(0);
    private volatile boolean isTrouble;
    private volatile boolean stops; // tokens begin no more laps

    private final LongAdder hogs = new LongAdder(); // what has happened, for people
    private final LongAdder yields = new LongAdder();
    private final LongAdder naps = new LongAdder();
    private final LongAdder unparks = new LongAdder();

    /** Who has it may touch it. */
    private static final class Token {
        final int number;
        long hops;

        Token(int number) {
            this.number = number;
        }
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    /** With one token carriers go to sleep and are woken all the time; with many they are busy, and steal from each other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 30})
    void noTokenIsEverLost(int tokens) throws Exception {
        for (int i = 0; i < STATIONS; i++) {
            ring.add(chan("from " + i));
        }
        for (int i = STATIONS - 1; i >= 0; i--) { // the first one, which begins, comes last
            TestFiber fiber = new TestFiber(new Station(i, tokens, random.split()), failure);
            ENGINE.start(fiber);
            threads[i] = fiber.thread();
        }
        Saboteur saboteur = new Saboteur(random.split());
        long begin = System.nanoTime();
        int times = 0;
        while (System.nanoTime() - begin < Soak.length().toNanos() / 2) {
            isTrouble = true;
            saboteur.act();
            isTrouble = false;
            awaitLaps(tokens);
            times++;
        }
        stops = true;
        awaitEnd();
        System.out.printf(
                "RingSoakTest: %d tokens, %d times of trouble: %s; %s hogs, %s yields, %s naps, %s unparks%n",
                tokens, times, saboteur, hogs, yields, naps, unparks);
        assertThat(failure.get()).isNull();
        Await.until("all have ended", () -> ENGINE.carriers().length == 0);
        assertThat(ENGINE.idle.carriers()).isZero();
        assertThat(ENGINE.idle.awake()).isZero();
    }

    /** Tokens come in their order: after so many laps, each has come round. */
    private void awaitLaps(int tokens) throws InterruptedException {
        laps.drainPermits();
        if (!laps.tryAcquire(tokens, Delays.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw standstill("only " + laps.availablePermits() + " tokens of " + tokens + " come round");
        }
    }

    private void awaitEnd() throws InterruptedException {
        for (int i = 0; i < STATIONS; i++) {
            if (!threads[i].join(Delays.PATIENCE)) {
                throw standstill("not all tokens come round once more: station " + i + " has not ended");
            }
        }
    }

    private AssertionError standstill(String what) {
        ThreadDump.print(what);
        AssertionError error = new AssertionError(what);
        if (failure.get() != null) {
            error.addSuppressed(failure.get());
        }
        return error;
    }

    /** What each fiber does: passes on what comes, in the order in which it comes. */
    private final class Station implements Action {
        private final int place;
        private final int tokens;
        private final SplittableRandom random;
        private final Channel<Token> out;
        private long arrivals;

        Station(int place, int tokens, SplittableRandom random) {
            this.place = place;
            this.tokens = tokens;
            this.random = random;
            this.out = ring.get(place);
        }

        @Override
        public void run() throws Exception {
            if (place == 0) {
                for (int i = 0; i < tokens; i++) {
                    passOn(new Token(i));
                }
            }
            int gathered = 0;
            for (Token token : ring.get(Math.floorMod(place - 1, STATIONS))) {
                check(token);
                if (isTrouble) {
                    disturb();
                }
                if (place > 0) {
                    passOn(token);
                } else if (!stops) {
                    laps.release();
                    passOn(token);
                } else if (++gathered == tokens) {
                    break;
                }
            }
            out.close();
        }

        private void check(Token token) {
            long lap = place == 0 ? 1 + arrivals / tokens : arrivals / tokens;
            assertThat(token.number).isEqualTo((int) (arrivals % tokens));
            assertThat(token.hops).isEqualTo(lap * STATIONS + place);
            arrivals++;
        }

        private void passOn(Token token) throws InterruptedException {
            token.hops++;
            out.send(token);
        }

        private void disturb() {
            int dice = random.nextInt(1_000_000);
            if (dice < 100) {
                hogs.increment();
                long begin = System.nanoTime();
                long length =
                        random.nextLong(15_000_000); // beyond the time after which a carrier is relieved, at times
                while (System.nanoTime() - begin < length) {
                    Thread.onSpinWait();
                }
            } else if (dice < 2_000) {
                naps.increment();
                LockSupport.parkNanos(random.nextInt(100_000));
            } else if (dice < 10_000) {
                unparks.increment();
                LockSupport.unpark(threads[random.nextInt(STATIONS)]);
            } else if (dice < 50_000) {
                yields.increment();
                Thread.yield();
            }
        }
    }

    /** Takes from carriers what they have, and makes them end. */
    private static final class Saboteur {
        private static final int MOST_STEPS = 200;

        private final SplittableRandom random;
        private final RunQueue loot = new RunQueue();
        private long thefts;
        private long stolen;
        private long relieved;

        Saboteur(SplittableRandom random) {
            this.random = random;
        }

        void act() {
            for (int step = random.nextInt(MOST_STEPS); step >= 0; step--) {
                Carrier[] carriers = ENGINE.carriers();
                if (carriers.length > 0) { // they end where there is nothing to do for them
                    Carrier victim = carriers[random.nextInt(carriers.length)];
                    steal(victim);
                    if (random.nextInt(50) == 0 && carriers.length < 4 * CARRIERS && ENGINE.relieve(victim)) {
                        relieved++;
                    }
                }
                if (random.nextInt(4) == 0) {
                    LockSupport.parkNanos(random.nextInt(100_000));
                }
            }
        }

        private void steal(Carrier victim) {
            Runnable task = victim.queue.stealInto(loot);
            if (task != null) {
                thefts++;
            }
            while (task != null) {
                stolen++;
                ENGINE.inject(task);
                task = loot.poll();
            }
        }

        @Override
        public String toString() {
            return thefts + " thefts of " + stolen + " fibers, " + relieved + " carriers relieved";
        }
    }
}
