package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.diagnostics.CarrierStats;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.internal.time.TimerNode;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the threads of an engine start, and when they end. */
@Tag("opened")
class CarrierLifeTest {
    private static final Duration SLICE = Duration.ofMillis(5);
    private static final Duration NEVER_LOOKS = Delays.LONG;
    private static final Duration SOON = Duration.ofMillis(1);

    private final Queue<Thread> started = new ConcurrentLinkedQueue<>(); // all of the engines' threads
    private final AtomicInteger failures =
            new AtomicInteger(); // how many threads of these kinds cannot be started, from now on
    private volatile String failing = "-carrier-";
    private final Queue<StuckFiberReport> reports = new ConcurrentLinkedQueue<>();
    private final List<WorkStealingEngine> engines = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stops;

    /** The first one in the life of a JVM tries out direct parking. */
    @BeforeAll
    static void anEngineHasBeenThere() {
        new WorkStealingEngine("first", SchedulerLimits.standard()).close();
    }

    private WorkStealingEngine engine(int parallelism, Duration timeSlice, Duration keepAlive) {
        SchedulerLimits limits =
                new SchedulerLimits(parallelism, 100, timeSlice, Duration.ofMillis(20)).withKeepAlive(keepAlive);
        Consumer<Thread> starter = thread -> {
            if (isOf(failing, thread) && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            started.add(thread);
            thread.start();
        };
        WorkStealingEngine engine = new WorkStealingEngine("life", limits, reports::add, starter);
        engines.add(engine);
        return engine;
    }

    /** One whose carriers end when they are idle, and whose monitor looks. */
    private WorkStealingEngine engine(int parallelism) {
        return engine(parallelism, SLICE, SOON);
    }

    @AfterEach
    void everyThreadEnds() throws Exception {
        stops = true;
        for (Thread thread : threads) {
            awaitEnd(thread);
        }
        engines.forEach(WorkStealingEngine::close);
        awaitNone();
        for (WorkStealingEngine engine : engines) {
            Await.until("none is left in the list", () -> engine.carriers().length == 0);
        }
        assertThat(failure.get()).isNull();
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

    /** A fiber that never lets go of its carrier, and has begun. */
    private Thread hog(WorkStealingEngine engine) throws InterruptedException {
        CountDownLatch holds = new CountDownLatch(1);
        Thread hog = go(engine, () -> {
            holds.countDown();
            while (!stops) {
                Thread.onSpinWait();
            }
        });
        holds.await();
        return hog;
    }

    /** As many fibers as there can be at the same time run so. */
    private void startAll(WorkStealingEngine engine) throws InterruptedException {
        int all = engine.parallelism();
        AtomicInteger missing = new AtomicInteger(all);
        List<Thread> fibers = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            fibers.add(go(engine, () -> {
                missing.decrementAndGet();
                while (missing.get() > 0) {
                    Thread.onSpinWait();
                }
            }));
        }
        for (Thread fiber : fibers) {
            awaitEnd(fiber);
        }
    }

    private List<Thread> started(String kind) {
        return started.stream().filter(thread -> isOf(kind, thread)).toList();
    }

    private static boolean isOf(String kind, Thread thread) {
        return thread.getName().replaceFirst("\\d+$", "").endsWith(kind); // the spacers of carriers are none
    }

    private long alive(String kind) {
        return started(kind).stream().filter(Thread::isAlive).count();
    }

    private void awaitNone() {
        Await.until("all threads have ended", () -> started.stream().noneMatch(Thread::isAlive));
    }

    private static void awaitAllAsleep(WorkStealingEngine engine) {
        Await.until("all sleep", () -> engine.idle.awake() == 0);
    }

    private static TimerNode alarm(AtomicReference<Thread> firedBy) {
        return new TimerNode() {
            @Override
            protected void fire(long nowNanos) {
                firedBy.set(Thread.currentThread());
            }
        };
    }

    private static void arm(WorkStealingEngine engine, TimerNode node, Duration delay) {
        engine.timers().arm(node, engine.timers().clock().nanoTime() + delay.toNanos());
    }

    @Nested
    class WhenThereIsNothingToDo {
        @Test
        void noThreadIsThereBeforeTheFirstFiber() throws Exception {
            WorkStealingEngine engine = engine(4);
            assertThat(started).isEmpty();
            awaitEnd(go(engine, () -> {}));
            assertThat(started("-carrier-")).isNotEmpty();
        }

        @Test
        void allThreadsEndAndComeBackForNewWork() throws Exception {
            WorkStealingEngine engine = engine(4);
            for (int i = 1; i <= 3; i++) {
                startAll(engine);
                assertThat(started("-carrier-")).hasSizeGreaterThanOrEqualTo(4 * i);
                awaitNone();
                assertThat(engine.idle.carriers()).isZero();
            }
            assertThat(started("-monitor")).hasSizeGreaterThanOrEqualTo(3);
        }

        @Test
        void aCarrierThatIsNeededAgainInTimeStays() throws Exception {
            WorkStealingEngine engine = engine(1, NEVER_LOOKS, Delays.LONG); // nor relieves the one for being slow
            for (int i = 0; i < 10; i++) {
                awaitEnd(go(engine, () -> {}));
                awaitAllAsleep(engine);
            }
            assertThat(started("-carrier-")).hasSize(1);
            assertThat(started("-monitor")).hasSize(1);
            assertThat(alive("-carrier-")).isOne();
            assertThat(alive("-monitor")).isOne();
        }

        @Test
        void noMoreCarriersStartThanThereIsWorkFor() throws Exception {
            WorkStealingEngine engine = engine(4, NEVER_LOOKS, Delays.LONG);
            for (int i = 0; i < 100; i++) {
                awaitEnd(go(engine, () -> {}));
                awaitAllAsleep(engine);
            }
            assertThat(started("-carrier-")).hasSize(1);
            startAll(engine);
            assertThat(started("-carrier-")).hasSize(4);
        }

        @Test
        void whatCarriersHaveDoneIsCountedWhenTheyHaveEnded() throws Exception {
            WorkStealingEngine engine = engine(1);
            Channel<Integer> channel = chan();
            for (int i = 1; i <= 3; i++) {
                Thread receiver = go(engine, channel::receive);
                Await.until("it parks", () -> receiver.getState() == Thread.State.WAITING);
                channel.send(1);
                awaitEnd(receiver);
                awaitNone();
                CarrierStats stats = engine.stats(new FiberRegistry("none", () -> {}))
                        .carriers()
                        .orElseThrow();
                assertThat(stats.carriers()).isZero();
                assertThat(stats.stuck()).isZero();
                assertThat(stats.parks()).isEqualTo(i);
                assertThat(stats.switches()).isGreaterThanOrEqualTo(2 * i);
            }
        }

        @Test
        void workThatComesWhileCarriersEndIsNeverLost() throws Exception {
            WorkStealingEngine engine = engine(2, NEVER_LOOKS, Duration.ofNanos(50_000));
            Channel<Integer> there = chan();
            Channel<Integer> back = chan();
            int rounds = Rounds.of(2_000);
            go(engine, () -> {
                for (int i = 0; i < rounds; i++) {
                    back.send(there.receive());
                }
            });
            for (int i = 0; i < rounds; i++) {
                there.send(i);
                assertThat(back.receive()).isEqualTo(i);
                LockSupport.parkNanos(i % 200 * 1_000L); // until about the moment when its carrier ends
                if (i % 10 == 0) {
                    awaitEnd(go(engine, () -> {}));
                    threads.removeLast();
                }
            }
            assertThat(started("-carrier-")).hasSizeGreaterThan(1);
        }
    }

    @Nested
    class WithTimers {
        @Test
        void oneIsArmedByAnotherThreadAndACarrierStarts() {
            WorkStealingEngine engine = engine(2);
            AtomicReference<Thread> firedBy = new AtomicReference<>();
            for (int i = 0; i < 3; i++) {
                firedBy.set(null);
                arm(engine, alarm(firedBy), Delays.SHORT);
                Await.until("it fires", () -> firedBy.get() != null);
                assertThat(firedBy.get()).isInstanceOf(Carrier.class);
                awaitNone();
            }
        }

        @Test
        void oneCarrierStaysWhileOneIsArmedAndEndsWithIt() throws Exception {
            WorkStealingEngine engine = engine(3);
            TimerNode far = alarm(new AtomicReference<>());
            arm(engine, far, Delays.LONG);
            startAll(engine);
            Await.until("one carrier is left", () -> alive("-carrier-") == 1);
            Thread keeper = engine.carriers()[0];
            engine.close();
            Await.until("it waits for the timer", () -> LockSupport.getBlocker(keeper) == engine.timers);
            assertThat(keeper.join(Delays.SHORT.multipliedBy(10))).isFalse();
            AtomicReference<Thread> firedBy = new AtomicReference<>();
            arm(engine, alarm(firedBy), Delays.SHORT);
            Await.until("it fires", () -> firedBy.get() != null);
            assertThat(keeper.isAlive()).isTrue();
            assertThat(engine.timers().cancel(far)).isTrue();
            arm(engine, alarm(firedBy), Delays.SHORT); // when that is due it looks at the others
            awaitNone();
        }

        @Test
        void oneThatIsCancelledInTimeKeepsNobody() throws Exception {
            WorkStealingEngine engine = engine(1, SLICE, Duration.ofMillis(50));
            awaitEnd(go(engine, () -> {
                TimerNode far = alarm(new AtomicReference<>());
                arm(engine, far, Delays.LONG);
                engine.timers().cancel(far);
            }));
            awaitNone();
        }

        @Test
        void oneThatIsArmedWhileTheLastCarrierEndsFires() {
            WorkStealingEngine engine = engine(2, NEVER_LOOKS, Duration.ofNanos(20_000));
            AtomicReference<Thread> firedBy = new AtomicReference<>();
            int rounds = Rounds.of(2_000);
            for (int i = 0; i < rounds; i++) {
                firedBy.set(null);
                arm(engine, alarm(firedBy), Duration.ofNanos(i % 50 * 1_000L));
                Await.until("it fires", () -> firedBy.get() != null);
                LockSupport.parkNanos(i % 50 * 1_000L);
            }
            awaitNone();
            assertThat(engine.timers().armed()).isZero();
        }
    }

    @Nested
    class WhenTheEngineIsClosed {
        @Test
        void allThreadsEnd() throws Exception {
            WorkStealingEngine engine = engine(4, SLICE, Delays.LONG);
            startAll(engine);
            awaitAllAsleep(engine);
            Await.until("four are left, if one was relieved", () -> alive("-carrier-") == 4);
            engine.close();
            awaitNone();
        }

        @Test
        void theyEndThoughTheMonitorNeverLooks() throws Exception {
            WorkStealingEngine engine = engine(2, NEVER_LOOKS, Delays.LONG);
            startAll(engine);
            engine.close();
            awaitNone();
        }

        @Test
        void threadsThatLiveOnRunToTheirEnd() throws Exception {
            WorkStealingEngine engine = engine(2, SLICE, Delays.LONG);
            CountDownLatch goOn = new CountDownLatch(1);
            Thread late = ThirdParty.start(engine, () -> {
                try {
                    goOn.await();
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    failure.compareAndSet(null, e);
                }
            });
            Await.until("it waits", () -> late.getState() == Thread.State.WAITING);
            engine.close();
            awaitNone();
            goOn.countDown();
            awaitEnd(late);
            awaitEnd(ThirdParty.start(engine, () -> {}));
            awaitNone();
        }
    }

    @Nested
    class WhenParallelismChanges {
        @Test
        void carriersThatAreTooManyEndAtOnce() throws Exception {
            WorkStealingEngine engine = engine(4, NEVER_LOOKS, Delays.LONG);
            startAll(engine);
            awaitAllAsleep(engine);
            engine.parallelism(1);
            Await.until("one is left", () -> alive("-carrier-") == 1);
            awaitAllAsleep(engine);
            engine.parallelism(4);
            assertThat(alive("-carrier-")).isOne();
            awaitEnd(go(engine, () -> {}));
            assertThat(alive("-carrier-")).isOne();
            startAll(engine);
            assertThat(alive("-carrier-")).isEqualTo(4);
        }

        @Test
        void thoseThatSleepEndBeforeThoseThatRunFibers() throws Exception {
            WorkStealingEngine engine = engine(3, NEVER_LOOKS, Delays.LONG);
            startAll(engine);
            Thread hog = hog(engine);
            Await.until("the others sleep", () -> engine.idle.awake() == 1);
            engine.parallelism(1);
            Await.until("one is left", () -> alive("-carrier-") == 1);
            assertThat(engine.carriers()).hasSize(1);
            assertThat(engine.carriers()[0].isRelieved()).isFalse();
            assertThat(hog.isAlive()).isTrue();
        }

        @Test
        void aCarrierStartsForWorkThatWaits() throws Exception {
            WorkStealingEngine engine = engine(1, NEVER_LOOKS, Delays.LONG);
            hog(engine);
            List<Thread> waiting = List.of(go(engine, () -> {}), go(engine, () -> {}));
            assertThat(started("-carrier-")).hasSize(1);
            engine.parallelism(2);
            for (Thread each : waiting) {
                awaitEnd(each);
            }
            assertThat(started("-carrier-")).hasSize(2);
        }
    }

    @Nested
    class WhenACarrierIsStuck {
        @Test
        void anotherTakesItsPlaceAtOnce() throws Exception {
            WorkStealingEngine engine = engine(1, NEVER_LOOKS, Delays.LONG);
            hog(engine);
            Thread waiting = go(engine, () -> {});
            assertThat(engine.relieve(engine.carriers()[0])).isTrue();
            awaitEnd(waiting);
            assertThat(engine.carriers()).hasSize(2);
        }

        @Test
        void itTakesItsPlaceAgainIfNobodyHasIt() throws Exception {
            WorkStealingEngine engine = engine(1);
            hog(engine);
            awaitEnd(go(engine, () -> {}));
            Await.until("the other one has ended", () -> alive("-carrier-") == 1);
            Thread first = engine.carriers()[0];
            assertThat(engine.carriers()[0].isRelieved()).isTrue();
            AtomicReference<Thread> next = new AtomicReference<>();
            started.clear();
            failures.set(Integer.MAX_VALUE); // it has to be this one
            go(engine, () -> next.set(VirtualThreads.currentCarrierThread()));
            stops = true;
            Await.until("it runs", () -> next.get() != null);
            assertThat(next.get()).isSameAs(first);
            failures.set(0);
            awaitEnd(first);
        }

        @Test
        void monitorAndWatchdogComeAndGoWithIt() throws Exception {
            WorkStealingEngine engine = engine(1);
            for (int i = 1; i <= 3; i++) {
                stops = false;
                Thread hog = hog(engine);
                Await.until("it is reported", () -> reports.stream().anyMatch(report -> report.thread() == hog));
                stops = true;
                awaitEnd(hog);
                awaitNone();
                assertThat(started("-monitor")).hasSizeGreaterThanOrEqualTo(i);
                assertThat(started("-watchdog")).hasSizeGreaterThanOrEqualTo(i);
            }
        }
    }

    @Nested
    class WhenAThreadCannotBeStarted {
        @Test
        void aFiberIsRefusedWhereThereIsNoCarrierAndALaterOneRuns() throws Exception {
            WorkStealingEngine engine = engine(2);
            failures.set(1);
            assertThatThrownBy(() -> go(engine, () -> {}))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("unable to create native thread");
            assertThat(engine.idle.carriers()).isZero();
            assertThat(engine.idle.awake()).isZero();
            awaitEnd(go(engine, () -> {}));
        }

        @Test
        void anotherCarrierRunsTheFiber() throws Exception {
            WorkStealingEngine engine = engine(2, NEVER_LOOKS, Delays.LONG);
            hog(engine);
            failures.set(Integer.MAX_VALUE);
            Thread waiting = go(engine, () -> {});
            assertThat(engine.idle.carriers()).isOne();
            stops = true;
            awaitEnd(waiting);
            failures.set(0);
        }

        @Test
        void itIsTriedAgainWhenTheMonitorLooks() throws Exception {
            WorkStealingEngine engine = engine(2);
            hog(engine);
            failures.set(3);
            awaitEnd(go(engine, () -> {}));
            assertThat(failures).hasValue(0);
        }

        @Test
        void aSendToAParkedFiberWaitsUntilOneCan() throws Exception {
            WorkStealingEngine engine = engine(1);
            Channel<Integer> channel = chan();
            Thread receiver = go(engine, channel::receive);
            Await.until("it parks", () -> receiver.getState() == Thread.State.WAITING);
            awaitNone();
            failures.set(2);
            channel.send(1);
            assertThat(failures).hasValue(0);
            awaitEnd(receiver);
        }

        @Test
        void anUnparkThatGoesTheJdksWayWaitsUntilOneCan() throws Exception {
            WorkStealingEngine engine = engine(1);
            Thread parked = ThirdParty.start(engine, LockSupport::park);
            threads.add(parked);
            Await.until("it parks", () -> parked.getState() == Thread.State.WAITING);
            awaitNone();
            failures.set(2);
            LockSupport.unpark(parked);
            assertThat(failures).hasValue(0);
            awaitEnd(parked);
        }

        @Test
        void armingATimerWaitsUntilOneCan() {
            WorkStealingEngine engine = engine(1);
            failures.set(2);
            AtomicReference<Thread> firedBy = new AtomicReference<>();
            arm(engine, alarm(firedBy), Delays.SHORT);
            assertThat(failures).hasValue(0);
            Await.until("it fires", () -> firedBy.get() != null);
        }

        @Test
        void theMonitorComesWithTheNextCarrierThatWakes() throws Exception {
            WorkStealingEngine engine = engine(1, SLICE, Delays.LONG);
            failing = "-monitor";
            failures.set(1);
            awaitEnd(go(engine, () -> {}));
            assertThat(started("-monitor")).isEmpty();
            awaitAllAsleep(engine);
            hog(engine);
            awaitEnd(go(engine, () -> {})); // the monitor has the hog's carrier relieved
            assertThat(started("-monitor")).hasSize(1);
        }
    }

    @Test
    void threadsTakeNothingOverFromWhoStartsThem() throws Exception {
        WorkStealingEngine engine = engine(1);
        InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
        AtomicReference<Object> inherited = new AtomicReference<>(this);
        ThreadGroup group = new ThreadGroup("of the test");
        ClassLoader loader = new ClassLoader("of the test", null) {};
        Thread starter = new Thread(group, () -> {
            inheritable.set("of the test");
            arm(
                    engine,
                    new TimerNode() {
                        @Override
                        protected void fire(long nowNanos) {
                            inherited.set(inheritable.get());
                        }
                    },
                    Delays.SHORT);
        });
        starter.setContextClassLoader(loader);
        starter.setPriority(Thread.MIN_PRIORITY);
        starter.start();
        Await.until("it has looked", () -> inherited.get() != this);
        assertThat(inherited.get()).isNull();
        Thread hog = hog(engine);
        Await.until("it is reported", () -> reports.stream().anyMatch(report -> report.thread() == hog));
        for (String kind : List.of("life-carrier-", "-spacer", "life-monitor", "life-watchdog")) {
            assertThat(started(kind)).isNotEmpty().allSatisfy(thread -> {
                assertThat(thread.isDaemon()).isTrue();
                assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
                assertThat(thread.getContextClassLoader()).isSameAs(ClassLoader.getSystemClassLoader());
            });
        }
        assertThat(engine.carriers())
                .isNotEmpty()
                .allSatisfy(carrier ->
                        assertThat(carrier.getThreadGroup().getParent()).isNull());
    }
}
