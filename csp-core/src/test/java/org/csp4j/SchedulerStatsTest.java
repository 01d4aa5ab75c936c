package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.csp4j.diagnostics.CarrierStats;
import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Scheduler#stats()}. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Engines#available")
class SchedulerStatsTest {
    private final Engines engine;
    private final Scheduler scheduler;
    private final Channel<Integer> channel = chan();
    private volatile boolean stops;

    SchedulerStatsTest(Engines engine) {
        this.engine = engine;
        this.scheduler = engine.builder().build();
    }

    @AfterEach
    void end() {
        stops = true;
        channel.close();
        scheduler.close();
    }

    private void spin(CountDownLatch spinning) {
        spinning.countDown();
        while (!stops && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private static void assertAddsUp(SchedulerStats stats) {
        assertThat(stats.live()).isEqualTo(stats.running() + stats.runnable() + stats.parked());
        assertThat(stats.spawned()).isEqualTo(stats.live() + stats.ended());
        assertThat(List.of(stats.live(), stats.running(), stats.runnable(), stats.parked()))
                .allSatisfy(count -> assertThat(count).isNotNegative());
    }

    @Test
    void areZeroBeforeTheFirstFiber() {
        SchedulerStats stats = scheduler.stats();
        assertAddsUp(stats);
        assertThat(stats.spawned()).isZero();
        assertThat(stats.carriers().isPresent()).isEqualTo(engine == Engines.WORK_STEALING);
    }

    @Test
    void areExactWhileNothingHappens() throws Exception {
        List<Fiber<?>> parked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            parked.add(scheduler.async(channel::receive));
            scheduler.go(() -> {}).join();
        }
        parked.forEach(fiber -> SteppedTime.awaitPark(fiber, RECEIVE));
        Await.until(
                "the last carrier has put its fiber down",
                () -> scheduler.stats().running() == 0);
        SchedulerStats stats = scheduler.stats();
        assertThat(stats.spawned()).isEqualTo(20);
        assertThat(stats.ended()).isEqualTo(10);
        assertThat(stats.live()).isEqualTo(10);
        assertThat(stats.parked()).isEqualTo(10);
        assertThat(stats.runnable()).isZero();
        for (int i = 0; i < 10; i++) {
            channel.send(i);
        }
        for (Fiber<?> fiber : parked) {
            fiber.join();
        }
        assertThat(scheduler.stats().ended()).isEqualTo(20); // exact as soon as the last join returns
        assertThat(scheduler.stats().live()).isZero();
    }

    @Test
    void addUpWhileFibersComeAndGo() throws Exception {
        for (int i = 0; i < 4; i++) {
            scheduler.go(() -> {
                while (!stops) {
                    Fiber<Void> child = go(() -> channel.tryReceive());
                    channel.trySend(1);
                    child.join();
                }
            });
        }
        SchedulerStats before = scheduler.stats();
        for (int i = 0; i < 1_000; i++) {
            SchedulerStats now = scheduler.stats();
            assertAddsUp(now);
            assertThat(now.live()).isBetween(4L, 8L);
            assertThat(now.spawned()).isGreaterThanOrEqualTo(before.spawned());
            assertThat(now.ended()).isGreaterThanOrEqualTo(before.ended());
            assertNoCountDecreases(before.carriers(), now.carriers());
            before = now;
        }
    }

    private static void assertNoCountDecreases(Optional<CarrierStats> before, Optional<CarrierStats> now) {
        if (before.isPresent() && now.isPresent()) {
            assertThat(now.get().switches()).isGreaterThanOrEqualTo(before.get().switches());
            assertThat(now.get().parks()).isGreaterThanOrEqualTo(before.get().parks());
            assertThat(now.get().handoffs()).isGreaterThanOrEqualTo(before.get().handoffs());
            assertThat(now.get().steals()).isGreaterThanOrEqualTo(before.get().steals());
        }
    }

    @Test
    void tellWhoRunsWhereThatCanBeKnown() throws Exception {
        CountDownLatch spinning = new CountDownLatch(1);
        scheduler.go(() -> spin(spinning));
        spinning.await();
        SchedulerStats stats = scheduler.stats();
        assertThat(stats.running()).isEqualTo(engine == Engines.WORK_STEALING ? 1 : 0);
        assertThat(stats.runnable()).isEqualTo(engine == Engines.WORK_STEALING ? 0 : 1);
    }

    @Test
    void mustAddUp() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SchedulerStats(3, 1, 1, 0, 0, Optional.empty()))
                .withMessageContainingAll("3", "1 run");
    }

    @Nested
    class OfCarriers {
        private static final Duration NEVER_STUCK = Duration.ofHours(1);

        private CarrierStats carriers(Scheduler own) {
            return own.stats().carriers().orElseThrow();
        }

        private Scheduler.Builder builder() {
            assumeTrue(engine == Engines.WORK_STEALING);
            return engine.builder();
        }

        @Test
        void countThoseThatWaitForTheOnlyCarrier() throws Exception {
            CountDownLatch spinning = new CountDownLatch(1);
            try (Scheduler one = builder().parallelism(1).timeSlice(NEVER_STUCK).build()) {
                one.go(() -> {
                    for (int i = 0; i < 5; i++) {
                        go(() -> {});
                    }
                    spin(spinning);
                });
                spinning.await();
                one.go(() -> {});
                SchedulerStats stats = one.stats();
                assertThat(stats.running()).isEqualTo(1);
                assertThat(stats.runnable()).isEqualTo(6);
                assertThat(carriers(one).runQueueDepth()).isEqualTo(5);
                assertThat(carriers(one).injectionQueueDepth()).isEqualTo(1);
                stops = true;
            }
        }

        @Test
        void takeNoThreadsThatFibersHaveStartedForFibers() throws Exception {
            CountDownLatch spinning = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            try (Scheduler one = builder().parallelism(1).timeSlice(NEVER_STUCK).build()) {
                one.go(() -> {
                            threads.add(Thread.ofVirtual().start(() -> {}));
                            threads.add(Thread.ofVirtual().start(() -> spin(spinning))); // runs next
                        })
                        .join();
                spinning.await();
                SchedulerStats stats = one.stats();
                assertAddsUp(stats);
                assertThat(stats.live()).isZero();
                assertThat(carriers(one).runQueueDepth()).isOne();
                stops = true;
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        @Test
        void countSwitchesParksAndHandOvers() throws Exception {
            int rounds = 1_000;
            try (Scheduler one = builder().parallelism(1).timeSlice(NEVER_STUCK).build()) {
                Channel<Integer> there = chan();
                Channel<Integer> back = chan();
                one.go(() -> {
                    for (int i = 0; i < rounds; i++) {
                        there.send(i);
                        back.receive();
                    }
                });
                one.go(() -> {
                            for (int i = 0; i < rounds; i++) {
                                back.send(there.receive());
                            }
                        })
                        .join();
                CarrierStats stats = carriers(one);
                assertThat(stats.parks()).isBetween((long) rounds, 4L * rounds);
                assertThat(stats.switches()).isGreaterThan(stats.parks());
                assertThat(stats.handoffs()).isBetween((long) rounds, stats.switches());
                assertThat(stats.steals()).isZero();
            }
        }

        @Test
        void countSteals() throws Exception {
            CountDownLatch spinning = new CountDownLatch(1);
            try (Scheduler two = builder().parallelism(2).timeSlice(NEVER_STUCK).build()) {
                two.go(() -> {
                    for (int i = 0; i < 5; i++) {
                        go(() -> {});
                    }
                    spin(spinning);
                });
                spinning.await();
                Await.until("the other carrier steals", () -> carriers(two).steals() > 0);
                stops = true;
            }
        }

        @Test
        void countThoseThatAreStuckAndKeepWhatTheyHaveDone() throws Exception {
            try (Scheduler one =
                    builder().parallelism(1).timeSlice(Duration.ofMillis(1)).build()) {
                for (int round = 1; round <= 5; round++) {
                    CountDownLatch spinning = new CountDownLatch(1);
                    stops = false;
                    one.go(() -> spin(spinning));
                    spinning.await();
                    one.go(() -> {}).join(); // by a spare
                    assertThat(carriers(one).stuck()).isOne();
                    assertThat(carriers(one).carriers()).isEqualTo(2);
                    stops = true;
                    Await.until("the stuck one has ended", () -> carriers(one).carriers() == 1);
                    assertThat(carriers(one).stuck()).isZero();
                    assertThat(carriers(one).switches()).isGreaterThanOrEqualTo(2L * round);
                }
            }
        }
    }
}
