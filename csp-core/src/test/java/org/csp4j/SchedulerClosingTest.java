package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.sleep;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.CapturedErr;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Scheduler}: how it comes to its end. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Engines#available")
class SchedulerClosingTest {
    @RegisterExtension
    final Crew crew = new Crew(new Setting(Engines.PLATFORM, Caller.PLATFORM_THREAD));

    private final Engines engine;
    private final Scheduler scheduler;
    private final Channel<Integer> never = chan("never");
    private final Channel<Integer> cleanup = chan("cleanup");

    SchedulerClosingTest(Engines engine) {
        this.engine = engine;
        this.scheduler = engine.builder().name("closing").build();
    }

    @AfterEach
    void end() {
        cleanup.close();
        scheduler.close(Duration.ZERO);
        scheduler.close();
    }

    private Party<Void> closing() {
        Party<Void> closer = crew.start(() -> scheduler.close());
        await(closer).toPark(RECEIVE);
        return closer;
    }

    private static <T> Fiber<T> parked(Fiber<T> fiber) {
        SteppedTime.awaitPark(fiber, RECEIVE);
        return fiber;
    }

    /** A fiber that leaves the first wait by an interrupt, and then waits for `cleanup`. */
    private Fiber<String> stubborn() {
        return parked(scheduler.async("stubborn", () -> {
            try {
                never.receive();
                throw new AssertionError("nobody sends there");
            } catch (InterruptedException e) {
                cleanup.receiveOrClosed();
                return "cleaned up";
            }
        }));
    }

    private static void awaitIn(Fiber<?> fiber, Channel<?> channel) {
        Await.until(
                fiber + " waits for " + channel,
                () -> fiber.waitReason()
                        .filter(reason -> reason.subject().equals("cleanup"))
                        .isPresent());
    }

    @Test
    void isOpenUntilItIsClosed() {
        assertThat(scheduler.isClosed()).isFalse();
        assertThat(scheduler).hasToString("scheduler 'closing' (" + scheduler.engine() + ")");
        scheduler.close();
        assertThat(scheduler.isClosed()).isTrue();
        assertThat(scheduler).hasToString("scheduler 'closing' (" + scheduler.engine() + ", closed)");
    }

    @Nested
    class Close {
        @Test
        void waitsUntilAllFibersHaveEnded() throws Exception {
            List<Fiber<?>> fibers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                fibers.add(parked(scheduler.go(() -> cleanup.receiveOrClosed())));
            }
            Party<Void> closer = closing();
            for (int i = 1; i < fibers.size(); i++) {
                cleanup.send(i);
            }
            Await.until("one is left", () -> scheduler.stats().live() == 1);
            assertThat(closer.hasEnded()).isFalse();
            cleanup.send(100);
            closer.join();
            assertThat(fibers).allMatch(fiber -> fiber.state() == FiberState.DONE);
        }

        @Test
        void refusesNewFibersFromOutsideAndFromWithin() throws Exception {
            Fiber<Throwable> inside = parked(scheduler.async(() -> {
                cleanup.receiveOrClosed();
                try {
                    go(() -> {});
                    throw new AssertionError("it was started");
                } catch (SchedulerClosedException e) {
                    return e;
                }
            }));
            Party<Void> closer = closing();
            assertThatThrownBy(() -> scheduler.go(() -> {}))
                    .isInstanceOfSatisfying(
                            SchedulerClosedException.class,
                            e -> assertThat(e.schedulerName()).isEqualTo("closing"))
                    .hasMessageContaining("'closing'");
            assertThatThrownBy(() -> scheduler.async("late", () -> 1)).isInstanceOf(SchedulerClosedException.class);
            cleanup.send(1);
            assertThat(inside.result()).hasMessageContaining("'closing'");
            closer.join();
            assertThatThrownBy(() -> scheduler.go(() -> {})).isInstanceOf(SchedulerClosedException.class);
            assertThat(scheduler.stats().spawned()).isOne();
        }

        @Test
        void ofAStartAtTheSameTimeRefusesItOrWaitsForIt() throws Exception {
            Scheduler[] raced = new Scheduler[1];
            boolean[] isStarted = new boolean[1];
            boolean[] hasRun = new boolean[1];
            long[] whenClosed = new long[1];
            Race race = new Race(crew, Rounds.of(1_000));
            race.setUp(() -> {
                        raced[0] = engine.builder().build();
                        hasRun[0] = false;
                        isStarted[0] = false;
                    })
                    .leg(() -> {
                        try {
                            raced[0].go(() -> hasRun[0] = true);
                            isStarted[0] = true;
                        } catch (SchedulerClosedException e) {
                            assertThat(e).hasMessageContaining("closed");
                        }
                    })
                    .leg(() -> {
                        raced[0].close();
                        assertThat(raced[0].stats().live()).isZero();
                        whenClosed[0] = raced[0].stats().spawned();
                        assertThat(hasRun[0]).isEqualTo(whenClosed[0] == 1);
                    })
                    .check(() -> assertThat(whenClosed[0]).isEqualTo(isStarted[0] ? 1 : 0))
                    .run();
        }

        @Test
        void thatIsInterruptedCancelsAllFibersWaitsOnAndKeepsTheInterrupt() throws Exception {
            Fiber<Integer> first = parked(scheduler.async(never::receive));
            Fiber<String> second = stubborn();
            Party<Boolean> closer = crew.start(() -> {
                scheduler.close();
                return Thread.interrupted();
            });
            await(closer).toPark(RECEIVE);
            closer.interrupt();
            assertThatThrownBy(first::result).isInstanceOf(FiberCancelledException.class);
            awaitIn(second, cleanup);
            assertThat(closer.hasEnded()).isFalse();
            cleanup.send(1);
            assertThat(closer.result()).as("still interrupted").isTrue();
            assertThat(second.result()).isEqualTo("cleaned up");
        }

        @Test
        void thatBeginsInterruptedCancelsOnlyWhereAFiberLives() throws Exception {
            Fiber<Integer> fiber = parked(scheduler.async(never::receive));
            Scheduler other = engine.builder().build();
            Fiber<Integer> ended = other.async(() -> 1);
            ended.join();
            assertThat(crew.call(() -> {
                        Thread.currentThread().interrupt();
                        other.close();
                        scheduler.close();
                        return Thread.interrupted();
                    }))
                    .isTrue();
            assertThat(fiber.state()).isEqualTo(FiberState.CANCELLED);
            assertThat(ended.state()).isEqualTo(FiberState.DONE);
        }

        @Test
        void canBeRepeatedAndEachWaits() throws Exception {
            parked(scheduler.async(cleanup::receive));
            List<Party<Void>> closers = List.of(closing(), closing());
            assertThat(closers).noneMatch(Party::hasEnded);
            cleanup.send(1);
            for (Party<Void> closer : closers) {
                closer.join();
            }
            scheduler.close();
            assertThat(scheduler.close(Delays.LONG)).isEmpty();
        }

        @Test
        void byAFiberOfItsOwnIsRefusedAndClosesNothing() throws Exception {
            scheduler
                    .async("inside", () -> {
                        assertThatIllegalStateException()
                                .isThrownBy(scheduler::close)
                                .withMessageContainingAll("'inside'", "'closing'", "wait for itself");
                        assertThatIllegalStateException().isThrownBy(() -> scheduler.close(Delays.SHORT));
                        return go(() -> {});
                    })
                    .result()
                    .join();
            assertThat(scheduler.isClosed()).isFalse();
        }

        @Test
        void byAFiberOfAnotherSchedulerWaitsAsAFiberDoes() throws Exception {
            Fiber<Integer> inner = scheduler.async(cleanup::receive);
            try (Scheduler other = engine.builder().build()) {
                Fiber<Void> closer = parked(other.go(scheduler::close));
                other.go(() -> cleanup.send(7)).join(); // the closer holds no carrier
                closer.join();
            }
            assertThat(inner.result()).isEqualTo(7);
        }

        @Test
        void waitsForFibersThatWereCancelledBeforeTheyBegan() {
            List<Fiber<?>> fibers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Fiber<Void> fiber = scheduler.go(() -> never.receive());
                fiber.cancel();
                fibers.add(fiber);
            }
            scheduler.close();
            assertThat(scheduler.stats().live()).isZero();
            assertThat(fibers).allMatch(fiber -> fiber.state() == FiberState.CANCELLED);
        }

        @Test
        void ofTheSharedSchedulerIsRefused() throws Exception {
            assertThatThrownBy(Scheduler.shared()::close)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContainingAll("shared", "Scheduler.builder()");
            assertThatThrownBy(() -> Scheduler.shared().close(Delays.SHORT))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(Scheduler.shared().isClosed()).isFalse();
            assertThat(async(() -> 1).result()).isOne();
        }

        @Test
        void isWhatTryWithResourcesDoes() throws Exception {
            List<Fiber<Integer>> fibers = new ArrayList<>();
            try (Scheduler own = engine.builder().build()) {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    fibers.add(own.async(() -> {
                        sleep(Delays.SHORT);
                        return number;
                    }));
                }
            }
            assertThat(fibers).allMatch(fiber -> fiber.state() == FiberState.DONE);
            assertThat(fibers.getLast().result()).isEqualTo(99);
        }
    }

    @Nested
    class CloseWithADeadline {
        @Test
        void returnsNoneIfAllEndInTime() throws Exception {
            Fiber<Integer> fiber = parked(scheduler.async(cleanup::receive));
            Party<List<Fiber<?>>> closer = crew.start(() -> scheduler.close(Delays.LONG));
            await(closer).toPark(RECEIVE);
            cleanup.send(1);
            assertThat(closer.result()).isEmpty();
            assertThat(fiber.state()).isEqualTo(FiberState.DONE);
        }

        @Test
        void namesCancelsAndReturnsThoseThatLiveOn() throws Exception {
            Fiber<Integer> reader = parked(scheduler.async("reader", never::receive));
            Fiber<String> stubborn = stubborn();
            List<Fiber<?>> left;
            String log;
            try (CapturedErr err = new CapturedErr()) {
                left = scheduler.close(Delays.SHORT);
                log = err.text();
            }
            assertThat(left).containsExactlyInAnyOrder(reader, stubborn);
            assertThat(log)
                    .contains("WARN", "'closing'", "PT0.005S", "2 of its fibers")
                    .contains("fiber 'reader', started at " + reader.creationSite() + ", waits in receive on never")
                    .contains("fiber 'stubborn'");
            assertThatThrownBy(reader::result).isInstanceOf(FiberCancelledException.class);
            awaitIn(stubborn, cleanup);
            assertThat(scheduler.close(Duration.ZERO)).containsExactly(stubborn);
            cleanup.send(1);
            scheduler.close();
            assertThat(stubborn.result()).isEqualTo("cleaned up");
        }

        @Test
        void ofZeroOrLessCancelsAtOnce() throws Exception {
            Fiber<Integer> reader = parked(scheduler.async("reader", never::receive));
            assertThat(scheduler.close(Delays.SINCE_FOREVER)).containsExactly(reader);
            assertThatThrownBy(reader::result).isInstanceOf(FiberCancelledException.class);
            scheduler.close();
            assertThat(scheduler.close(Duration.ZERO)).isEmpty();
        }

        @Test
        void namesAHundredAndCountsTheOthers() throws Exception {
            for (int i = 0; i < 105; i++) {
                parked(scheduler.async(never::receive));
            }
            try (CapturedErr err = new CapturedErr()) {
                assertThat(scheduler.close(Duration.ZERO)).hasSize(105);
                assertThat(err.count("waits in receive on never")).isEqualTo(100);
                assertThat(err.text()).contains("5 more");
            }
        }

        @Test
        void thatIsInterruptedCancelsAllFibersWaitsOnAndKeepsTheInterrupt() throws Exception {
            Fiber<String> stubborn = stubborn();
            Party<Boolean> closer = crew.start(() -> {
                assertThat(scheduler.close(Delays.LONG)).isEmpty();
                return Thread.interrupted();
            });
            await(closer).toPark(RECEIVE);
            closer.interrupt();
            awaitIn(stubborn, cleanup);
            assertThat(closer.hasEnded()).isFalse();
            cleanup.send(1);
            assertThat(closer.result()).as("still interrupted").isTrue();
        }

        @Test
        void returnsNoneThatWasCancelledBeforeItBegan() throws Exception {
            assumeTrue(engine == Engines.WORK_STEALING, "else nobody knows when a fiber begins");
            AtomicBoolean stops = new AtomicBoolean();
            try (Scheduler one = engine.builder()
                    .parallelism(1)
                    .timeSlice(Duration.ofHours(1))
                    .build()) {
                Fiber<Void> running = one.go(() -> {
                    while (!stops.get()) {
                        Thread.onSpinWait();
                    }
                });
                Await.until("it runs", () -> one.stats().running() == 1);
                Fiber<Void> waiting = one.go(() -> {});
                waiting.cancel();
                assertThat(one.close(Duration.ZERO)).containsExactly(running);
                stops.set(true);
            }
        }

        @Test
        void goesByTheClockOfTheCaller() throws Exception {
            VirtualClock clock = VirtualClock.create();
            Fiber<Integer> reader = parked(scheduler.async("reader", never::receive));
            try (Scheduler other = engine.builder().clock(clock).build()) {
                Fiber<List<Fiber<?>>> closer = parked(other.async(() -> scheduler.close(Duration.ofDays(1))));
                clock.advance(Duration.ofDays(1).minusNanos(1));
                assertThat(reader.state()).isEqualTo(FiberState.PARKED);
                clock.advance(Duration.ofNanos(1));
                assertThat(closer.result()).containsExactly(reader);
            }
        }

        @Test
        void takesNoNull() {
            assertThatNullPointerException().isThrownBy(() -> scheduler.close(null));
            assertThat(scheduler.isClosed()).isFalse();
        }
    }

    @Nested
    class Afterwards {
        @Test
        void threadsThatFibersHaveStartedRunToTheirEnd() throws Exception {
            CountDownLatch latch = new CountDownLatch(1);
            AtomicReference<Thread> thread = new AtomicReference<>();
            scheduler.go(() -> thread.set(Thread.ofVirtual().start(() -> {
                try {
                    latch.await();
                    Thread.sleep(Delays.SHORT);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            })));
            scheduler.close();
            assertThat(thread.get().isAlive()).isTrue();
            latch.countDown();
            assertThat(thread.get().join(Delays.PATIENCE)).isTrue();
        }

        @Test
        void fibersKeepWhatTheyReturned() throws Exception {
            Fiber<Integer> fiber = scheduler.async(() -> 7);
            scheduler.close();
            assertThat(fiber.result()).isEqualTo(7);
            assertThat(fiber.cancel()).isFalse();
        }
    }
}
