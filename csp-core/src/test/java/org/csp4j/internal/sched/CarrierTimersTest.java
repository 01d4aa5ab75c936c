package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.sleep;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.Received;
import org.csp4j.Ticker;
import org.csp4j.Timer;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.channel.OneShotTimer;
import org.csp4j.internal.time.Clock;
import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerNode;
import org.csp4j.internal.time.TimerService;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The timers of an engine, which its carriers drive. */
@Tag("opened")
class CarrierTimersTest {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stops;

    private static final List<WorkStealingEngine> ENGINES = new ArrayList<>();

    private enum Where {
        ONE_CARRIER(1),
        FOUR_CARRIERS(4);

        final WorkStealingEngine engine;
        final WorkStealingEngine unwatched;

        Where(int parallelism) {
            engine = newEngine(parallelism);
            unwatched = newUnwatchedEngine(parallelism);
        }
    }

    private static WorkStealingEngine newEngine(int parallelism) {
        return newEngine("timed-", new SchedulerLimits(parallelism, 100, ofMillis(5)));
    }

    /** One whose monitor never looks, and so makes up for nothing that carriers forget. */
    private static WorkStealingEngine newUnwatchedEngine(int parallelism) {
        return newEngine("unwatched-", new SchedulerLimits(parallelism, 100, Delays.LONG));
    }

    private static WorkStealingEngine newEngine(String name, SchedulerLimits limits) {
        WorkStealingEngine engine = new WorkStealingEngine(name + limits.parallelism(), limits);
        ENGINES.add(engine);
        return engine;
    }

    private static Duration ofMillis(long millis) {
        return Duration.ofMillis(millis);
    }

    /** A timer that counts how often it has fired. */
    private static final class Alarm extends TimerNode {
        private final AtomicInteger fired = new AtomicInteger();

        @Override
        protected void fire(long nowNanos) {
            fired.incrementAndGet();
        }

        boolean hasFired() {
            return fired.get() > 0;
        }
    }

    private static void arm(WorkStealingEngine engine, TimerNode node, Duration delay) {
        TimerService timers = engine.timers();
        timers.arm(node, timers.clock().nanoTime() + delay.toNanos());
    }

    @AfterAll
    static void close() {
        ENGINES.forEach(WorkStealingEngine::close);
    }

    @AfterEach
    void everyThreadEnds() throws Exception {
        stops = true;
        awaitAll();
        assertThat(failure.get()).isNull();
    }

    private void awaitAll() throws InterruptedException {
        for (Thread thread : threads) {
            awaitEnd(thread);
        }
    }

    private static void awaitEnd(Thread thread) throws InterruptedException {
        assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
    }

    private Thread go(WorkStealingEngine engine, Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        engine.start(fiber);
        threads.add(fiber.thread());
        return fiber.thread();
    }

    /** Starts a thread that is no fiber. */
    private Thread goOutside(Action body) {
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
        threads.add(thread);
        return thread;
    }

    /** Keeps every carrier of the engine busy with a fiber that never blocks. */
    private void hogAll(WorkStealingEngine engine, int carriers) {
        AtomicInteger spinning = new AtomicInteger();
        for (int i = 0; i < carriers; i++) {
            go(engine, () -> {
                spinning.incrementAndGet();
                while (!stops) {
                    Thread.onSpinWait();
                }
            });
        }
        Await.until("all spin", () -> spinning.get() == carriers);
    }

    private static void awaitFired(Alarm alarm) {
        Await.until("it fires", alarm::hasFired);
    }

    private static void awaitAllAsleep(WorkStealingEngine engine) {
        Await.until("all sleep", () -> engine.idle.awake() == 0);
    }

    /** How many carriers sleep until timers are due. */
    private static long timekeepers(WorkStealingEngine engine) {
        return sleepers(engine, engine.timers);
    }

    /** How many carriers sleep until they are needed. */
    private static long others(WorkStealingEngine engine) {
        return sleepers(engine, engine);
    }

    private static long sleepers(WorkStealingEngine engine, Object blocker) {
        return Arrays.stream(engine.carriers())
                .filter(carrier -> LockSupport.getBlocker(carrier) == blocker)
                .count();
    }

    /** Keeps all carriers busy at the same time, so that all have been started. */
    private void startAll(WorkStealingEngine engine) {
        int carriers = engine.parallelism();
        AtomicInteger missing = new AtomicInteger(carriers);
        for (int i = 0; i < carriers; i++) {
            go(engine, () -> {
                missing.decrementAndGet();
                while (missing.get() > 0) {
                    Thread.onSpinWait();
                }
            });
        }
        Await.until("all run", () -> missing.get() == 0);
    }

    @Nested
    class WhatFibersWaitFor {
        @ParameterizedTest
        @EnumSource
        void aSleepLastsAtLeastThatLong(Where where) throws Exception {
            for (Duration duration : List.of(Delays.SHORT, Duration.ofNanos(1), Duration.ofNanos(100_000))) {
                awaitEnd(go(where.engine, () -> {
                    long start = System.nanoTime();
                    sleep(duration);
                    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(duration.toNanos());
                }));
            }
        }

        @ParameterizedTest
        @EnumSource
        void timersAndTickersDeliver(Where where) throws Exception {
            awaitEnd(go(where.engine, () -> {
                Instant before = Instant.now();
                assertThat(after(Delays.SHORT).receive()).isAfter(before);
                assertThat(timer(Delays.SHORT).receive()).isAfter(before);
                Ticker ticker = tick(ofMillis(1));
                Instant last = before;
                for (int i = 0; i < 10; i++) {
                    Instant next = ticker.receive();
                    assertThat(next).isAfter(last);
                    last = next;
                }
            }));
            Await.until("nothing is armed", () -> where.engine.timers().armed() == 0);
        }

        @ParameterizedTest
        @EnumSource
        void timedOperationsAndSelectsTimeOut(Where where) throws Exception {
            Channel<Integer> channel = chan();
            awaitEnd(go(where.engine, () -> {
                assertThat(channel.tryReceive(Delays.SHORT)).isInstanceOf(Received.TimedOut.class);
                assertThat(channel.trySend(1, Delays.SHORT).isOk()).isFalse();
                boolean hasTimedOut = select(receive(channel, _ -> false), timeout(Delays.SHORT, () -> true));
                assertThat(hasTimedOut).isTrue();
            }));
            assertThat(where.engine.timers().armed()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void aHundredThousandThatSleepEnd(Where where) throws Exception {
            for (int i = 0; i < 100_000; i++) {
                Duration duration = Duration.ofNanos(ThreadLocalRandom.current().nextInt(50_000_000));
                go(where.unwatched, () -> sleep(duration));
            }
            awaitAll();
            assertThat(where.unwatched.timers().armed()).isZero();
        }

        @Test
        void theirTimersAreNotThoseOfOtherThreads() {
            WorkStealingEngine engine = Where.ONE_CARRIER.engine;
            int before = SystemTimers.shared().armed(); // the first that is armed there starts a thread
            List<Thread> sleepers = IntStream.range(0, 1_000)
                    .mapToObj(_ -> go(engine, () -> {
                        try {
                            sleep(Delays.LONG);
                        } catch (InterruptedException e) {
                            assertThat(stops).isFalse();
                        }
                    }))
                    .toList();
            Await.until("all are armed", () -> engine.timers().armed() == 1_000);
            assertThat(SystemTimers.shared().armed()).isEqualTo(before);
            sleepers.forEach(Thread::interrupt);
            Await.until("none is armed", () -> engine.timers().armed() == 0);
        }

        @Test
        void aDeadlineMadeHereHoldsElsewhere() throws Exception {
            Channel<Deadline> deadlines = chan(2);
            Channel<Integer> silent = chan();
            go(Where.ONE_CARRIER.engine, () -> {
                deadlines.send(Deadline.after(Delays.SHORT));
                deadlines.send(Deadline.after(Delays.SHORT));
            });
            awaitEnd(go(
                    Where.FOUR_CARRIERS.engine,
                    () -> assertThat(silent.tryReceive(deadlines.receive())).isInstanceOf(Received.TimedOut.class)));
            assertThat(silent.tryReceive(deadlines.receive())).isInstanceOf(Received.TimedOut.class);
        }
    }

    @Nested
    class WhileCarriersAreBusy {
        @ParameterizedTest
        @EnumSource
        void aTimerFiresThoughAllCarriersAreStuckInFibers(Where where) {
            int carriers = where.engine.parallelism();
            hogAll(where.engine, carriers);
            Alarm alarm = new Alarm();
            arm(where.engine, alarm, Delays.SHORT);
            awaitFired(alarm);
        }

        @ParameterizedTest
        @EnumSource
        void aTimerFiresThoughFibersWakeEachOtherForEver(Where where) {
            Channel<Integer> there = chan();
            Channel<Integer> back = chan();
            go(where.engine, () -> {
                while (!stops) {
                    there.send(1);
                    back.receive();
                }
                there.close();
            });
            go(where.engine, () -> {
                for (int each : there) {
                    back.send(each);
                }
            });
            Alarm alarm = new Alarm();
            arm(where.engine, alarm, Delays.SHORT);
            awaitFired(alarm);
        }

        @ParameterizedTest
        @EnumSource
        void oneThatFailsDoesNotKeepOthersFromFiring(Where where) {
            arm(
                    where.engine,
                    new TimerNode() {
                        @Override
                        protected void fire(long nowNanos) {
                            throw new IllegalStateException("this timer fails");
                        }
                    },
                    Duration.ZERO);
            Alarm alarm = new Alarm();
            arm(where.engine, alarm, Duration.ZERO);
            awaitFired(alarm);
        }

        @Test
        void aFiberRunsBetweenTimersOfWhichSomeAreAlwaysDue() throws Exception {
            WorkStealingEngine engine = Where.ONE_CARRIER.engine;
            AtomicInteger firings = new AtomicInteger();
            for (int i = 0; i < 10_000; i++) {
                TimerNode eager = new TimerNode() {
                    @Override
                    protected void fire(long nowNanos) {
                        firings.incrementAndGet();
                        if (!stops) {
                            engine.timers().arm(this, nowNanos);
                        }
                    }
                };
                arm(engine, eager, Duration.ZERO);
            }
            Await.until("they are at it", () -> firings.get() > 10_000);
            awaitEnd(go(engine, () -> {}));
            stops = true;
            Await.until("all have ended", () -> engine.timers().armed() == 0);
        }
    }

    @Nested
    class WhileFibersHoldLocks {
        private final TimerService timers = Where.ONE_CARRIER.engine.timers();

        /** The engine's timers, whose lock others hold for long: a fiber that cancels a timer leaves its carrier, and meanwhile that is due. */
        private final class Contended implements TimerService {
            private static final int RUNS = 200; // in which a carrier looks at the timers

            private boolean hasBeen;

            @Override
            public Clock clock() {
                return timers.clock();
            }

            @Override
            public void arm(TimerNode node, long deadlineNanos) {
                timers.arm(node, deadlineNanos);
            }

            @Override
            @SuppressWarnings("ThreadPriorityCheck") // to yield is to leave
            public boolean cancel(TimerNode node) {
                long now = clock().nanoTime();
                timers.arm(node, now);
                for (int i = 0;
                        i < RUNS || clock().nanoTime() - now < ofMillis(1).toNanos();
                        i++) {
                    Thread.yield();
                }
                hasBeen = true;
                return timers.cancel(node);
            }

            @Override
            public int armed() {
                return timers.armed();
            }
        }

        @Test
        void aCarrierFiresNoTimerThatAFiberInItsQueueHasLocked() throws Exception {
            Contended contended = new Contended();
            awaitEnd(go(Where.ONE_CARRIER.engine, () -> {
                OneShotTimer timer = new OneShotTimer(contended, Delays.LONG);
                assertThat(timer.tryReceive(Delays.SHORT)).isInstanceOf(Received.TimedOut.class);
                assertThat(contended.hasBeen).isTrue();
            }));
            Await.until("none is armed", () -> timers.armed() == 0);
        }
    }

    @Nested
    class WhileCarriersSleep {
        @Test
        void oneSleepsUntilATimerIsDueAndTheOthersUntilTheyAreNeeded() {
            WorkStealingEngine engine = newEngine(3);
            startAll(engine);
            awaitAllAsleep(engine);
            Await.until("all wait to be needed", () -> others(engine) == 3);
            Alarm far = new Alarm();
            arm(engine, far, Delays.LONG);
            Await.until("one waits for the timer", () -> timekeepers(engine) == 1);
            Alarm near = new Alarm();
            arm(engine, near, Delays.SHORT);
            awaitFired(near);
            awaitAllAsleep(engine);
            Await.until("one waits for the timer", () -> timekeepers(engine) == 1);
            assertThat(others(engine)).isEqualTo(2);
            assertThat(engine.timers().cancel(far)).isTrue();
        }

        @Test
        void noneSleepsUntilATimerIsDueWhenAllHaveFired() {
            WorkStealingEngine engine = newEngine(3);
            startAll(engine);
            Alarm alarm = new Alarm();
            arm(engine, alarm, Delays.SHORT);
            awaitFired(alarm);
            Await.until("all wait to be needed", () -> others(engine) == 3);
            assertThat(engine.idle.awake()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void aTimerThatAnotherThreadBringsForwardWakesTheTimekeeper(Where where) throws Exception {
            AtomicReference<Timer> timer = new AtomicReference<>();
            Thread receiver = go(where.engine, () -> {
                timer.set(timer(Delays.LONG));
                timer.get().receive();
            });
            Await.until(
                    "it waits",
                    () -> receiver.getState() == Thread.State.WAITING
                            && WaitReason.of(receiver).isPresent());
            awaitAllAsleep(where.engine);
            timer.get().reset(Delays.SHORT);
            awaitEnd(receiver);
        }

        @ParameterizedTest
        @EnumSource
        void aTimerThatIsArmedWhileCarriersGoToSleepFires(Where where) throws Exception {
            WorkStealingEngine engine = where.unwatched;
            int rounds = Rounds.of(20_000);
            AtomicInteger ran = new AtomicInteger();
            for (int i = 1; i <= rounds; i++) {
                int round = i;
                Thread fiber = go(engine, () -> ran.set(round));
                while (ran.get() != round) {
                    Thread.onSpinWait();
                }
                for (int spins = ThreadLocalRandom.current().nextInt(300); spins > 0; spins--) {
                    Thread.onSpinWait(); // its carrier goes to sleep now
                }
                Alarm alarm = new Alarm();
                arm(engine, alarm, Duration.ofNanos(1_000));
                awaitFired(alarm);
                awaitEnd(fiber);
                threads.clear();
            }
        }

        @Test
        void aTimerFiresThoughTheTimekeeperRunsAFiberThatNeverBlocks() {
            WorkStealingEngine engine = newUnwatchedEngine(2);
            AtomicInteger spinning = new AtomicInteger();
            Alarm alarm = new Alarm();
            go(engine, () -> {
                sleep(Delays.SHORT);
                spinning.incrementAndGet();
                while (!stops) {
                    Thread.onSpinWait();
                }
            });
            Await.until("it sleeps", () -> engine.timers().armed() > 0 && engine.idle.awake() == 0);
            arm(engine, alarm, Delays.SHORT.multipliedBy(2));
            awaitFired(alarm);
            Await.until("it spins", () -> spinning.get() == 1);
        }

        @Test
        void aTimerFiresThoughTheTimekeeperIsRelieved() {
            WorkStealingEngine engine = Where.ONE_CARRIER.engine;
            for (int i = 0; i < 100; i++) {
                Alarm alarm = new Alarm();
                arm(engine, alarm, ofMillis(1));
                engine.relieve(engine.carriers()[0]);
                awaitFired(alarm);
            }
            Await.until("one carrier is left", () -> engine.carriers().length == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyArmingIsCancelledOrFiresOnce(Where where) throws Exception {
        WorkStealingEngine engine = where.unwatched;
        int rounds = Rounds.of(20_000);
        AtomicInteger armed = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        AtomicInteger fired = new AtomicInteger();
        Action racer = () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            for (int i = 0; i < rounds; i++) {
                Alarm alarm = new Alarm();
                arm(engine, alarm, Duration.ofNanos(random.nextInt(-10_000, 300_000)));
                armed.incrementAndGet();
                if (random.nextInt(16) == 0) {
                    sleep(Duration.ofNanos(random.nextInt(200_000)));
                } else if (random.nextInt(4) == 0) {
                    Thread.yield();
                }
                if (engine.timers().cancel(alarm)) {
                    cancelled.incrementAndGet();
                    assertThat(alarm.fired).hasValue(0);
                } else {
                    while (!alarm.hasFired()) { // it is about to
                        Thread.yield();
                    }
                    fired.incrementAndGet();
                    assertThat(alarm.fired).hasValue(1);
                }
            }
        };
        for (int i = 0; i < 6; i++) {
            go(engine, racer);
        }
        for (int i = 0; i < 2; i++) {
            goOutside(racer);
        }
        awaitAll();
        assertThat(armed).hasValue(8 * rounds);
        assertThat(cancelled.get() + fired.get()).isEqualTo(8 * rounds);
        assertThat(cancelled.get()).isPositive();
        assertThat(fired.get()).isPositive();
        assertThat(engine.timers().armed()).isZero();
    }
}
