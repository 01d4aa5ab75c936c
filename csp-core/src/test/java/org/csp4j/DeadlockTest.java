package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.timer;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.diagnostics.FiberSnapshot;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs whose fibers are all asleep for ever. The test's own thread calls them: one that went on would be an outsider who is awake. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("engines")
class DeadlockTest {
    static Stream<Engines> engines() {
        return Engines.available();
    }

    private final List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
    private final Scheduler scheduler;

    DeadlockTest(Engines engine) {
        this.scheduler = engine.builder()
                .name("deadlocks")
                .uncaughtHandler((_, failure) -> told.add(failure))
                .build();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
        assertThat(told).isEmpty();
    }

    private DeadlockException deadlock(Action main) {
        return deadlock(Remaining.CANCEL, main);
    }

    private DeadlockException deadlock(Remaining remaining, Action main) {
        AtomicReference<DeadlockException> thrown = new AtomicReference<>();
        assertThatExceptionOfType(DeadlockException.class)
                .isThrownBy(() -> scheduler.run(remaining, main))
                .satisfies(thrown::set);
        return thrown.get();
    }

    private static List<String> waits(DeadlockException deadlock) {
        return deadlock.report().fibers().stream()
                .map(fiber -> fiber.name() + ": "
                        + fiber.waitReason().map(WaitReason::toString).orElse("nothing"))
                .sorted()
                .toList();
    }

    @Nested
    class OneFiber {
        @Test
        void sendsOnARendezvousChannel() {
            assertThat(waits(deadlock(() -> chan("numbers").send(1)))).containsExactly("main: send on numbers");
        }

        @Test
        void fillsABuffer() {
            DeadlockException deadlock = deadlock(() -> {
                Channel<Integer> numbers = chan("numbers", 1);
                numbers.send(1);
                numbers.send(2);
            });
            assertThat(waits(deadlock)).containsExactly("main: send on numbers");
        }

        @Test
        void receivesWhatNobodySends() {
            assertThat(waits(deadlock(() -> chan("numbers").receive()))).containsExactly("main: receive on numbers");
            assertThat(waits(deadlock(() -> chan("numbers").receiveOrClosed())))
                    .containsExactly("main: receive on numbers");
            assertThat(waits(deadlock(() -> chan("numbers").forEach(_ -> {}))))
                    .containsExactly("main: receive on numbers");
            assertThat(waits(deadlock(() -> never().receive()))).containsExactly("main: receive on never");
        }

        @Test
        void receivesFromATimerThatWasStopped() {
            deadlock(() -> {
                Timer timer = timer(Delays.LONG);
                timer.stop();
                timer.receive();
            });
            deadlock(() -> {
                Timer timer = timer(Delays.SHORT);
                timer.receive();
                select(receive(timer), receive(never(), _ -> null));
            });
        }

        @Test
        void selects() {
            assertThat(waits(deadlock(
                            () -> select(receive(chan("a")), send(chan("b"), 1, () -> 1), receive(never(), _ -> 1)))))
                    .containsExactly("main: select on receive from a, send to b, receive from never");
            assertThat(waits(deadlock(() -> select()))).containsExactly("main: select on no cases");
        }

        @Test
        void selectsAgainAndAgain() {
            deadlock(() -> {
                Channel<Integer> numbers = chan(1);
                try (Selector<Integer> selector = selector(receive(numbers))) {
                    for (int i = 0; i < 3; i++) {
                        numbers.send(i);
                        selector.select();
                    }
                    selector.select();
                }
            });
        }
    }

    @Nested
    class ManyFibers {
        @Test
        void waitForEachOther() {
            DeadlockException deadlock = deadlock(() -> {
                Channel<Integer> a = chan("a");
                Channel<Integer> b = chan("b");
                go("other", () -> {
                    a.receive();
                    b.send(1);
                });
                b.receive();
                a.send(1);
            });
            assertThat(waits(deadlock)).containsExactly("main: receive on b", "other: receive on a");
        }

        @Test
        void joinEachOther() {
            DeadlockException deadlock = deadlock(() -> {
                AtomicReference<Fiber<?>> second = new AtomicReference<>();
                Channel<Fiber<?>> start = chan("start");
                Fiber<?> first = go("first", () -> start.receive().join());
                second.set(go("second", first::join));
                start.send(second.get());
                first.result();
            });
            assertThat(waits(deadlock))
                    .containsExactly(
                            "first: receive on end of second",
                            "main: receive on end of first",
                            "second: receive on end of first");
        }

        @Test
        void areAwaitedByTheirRun() {
            DeadlockException deadlock = deadlock(
                    Remaining.AWAIT, () -> go("left", () -> chan("numbers").receive()));
            assertThat(waits(deadlock)).containsExactly("left: receive on numbers");
        }

        @Test
        void passOnATokenThatIsMissing() {
            int size = 5_000;
            DeadlockException deadlock = deadlock(() -> {
                List<Channel<Integer>> ring =
                        Stream.generate(() -> Csp.<Integer>chan()).limit(size).toList();
                for (int i = 0; i < size; i++) {
                    Channel<Integer> in = ring.get(i);
                    Channel<Integer> out = ring.get((i + 1) % size);
                    go(() -> {
                        while (true) {
                            out.send(in.receive());
                        }
                    });
                }
                ring.getFirst().send(1); // goes round
                ring.getLast().receive(); // and is taken out
                never().receive();
            });
            assertThat(deadlock.report().fiberCount()).isEqualTo(size + 1);
            assertThat(deadlock.report().fibers()).hasSize(1_000);
            assertThat(deadlock.report().toString()).endsWith("... and " + (size + 1 - 1_000) + " more");
        }

        @Test
        void ofSeveralSchedulers() {
            try (Scheduler other = Scheduler.builder().name("other").build()) {
                DeadlockException deadlock = deadlock(
                        () -> other.go("abroad", () -> never().receive()).join());
                assertThat(waits(deadlock))
                        .containsExactly("abroad: receive on never", "main: receive on end of abroad");
            }
        }

        @Test
        void startedLateByAFiberThatSleepsThen() {
            DeadlockException deadlock = deadlock(() -> {
                Csp.sleep(Delays.SHORT);
                go("late", () -> {
                    Csp.sleep(Delays.SHORT);
                    never().receive();
                });
                never().receive();
            });
            assertThat(waits(deadlock)).containsExactly("late: receive on never", "main: receive on never");
        }
    }

    @Nested
    class Scopes {
        @Test
        void belongToTheRun() {
            DeadlockException deadlock = deadlock(() -> {
                try (Scope outer = Scope.open()) {
                    outer.go("opener", () -> {
                        try (Scope inner = Scope.open()) {
                            inner.go("innermost", () -> never().receive());
                            inner.join();
                        }
                    });
                    outer.join();
                }
            });
            assertThat(waits(deadlock))
                    .containsExactly(
                            "innermost: receive on never",
                            "main: receive on end of scope of main",
                            "opener: receive on end of scope of opener");
        }

        @Test
        void keepTheRunFromADeadlockWhileOneOfTheirFibersIsAwake() throws Exception {
            scheduler.run(() -> {
                try (Scope scope = Scope.open()) {
                    scope.go(() -> Thread.sleep(Delays.BEYOND_DETECTION));
                    scope.join();
                }
            });
        }

        @Test
        void doNotHoldARunInTheirBlockWithADeadlineThatEndsNothing() {
            try (Scope _ = Scope.builder().timeout(Delays.LONG).open()) {
                deadlock(() -> never().receive());
            }
        }

        @Test
        void takePartNoMoreOnceTheyAreClosed() {
            DeadlockException deadlock = deadlock(() -> {
                try (Scope scope = Scope.open()) {
                    scope.go(() -> {});
                }
                never().receive();
            });
            assertThat(waits(deadlock)).containsExactly("main: receive on never");
        }
    }

    @Nested
    class Runs {
        @Test
        void nestedTheInnerOneFailsAlone() throws Exception {
            scheduler.run(() -> {
                Channel<Integer> answers = chan();
                go(() -> {
                    assertThatExceptionOfType(DeadlockException.class)
                            .isThrownBy(() -> Csp.run(() -> never().receive()))
                            .satisfies(
                                    deadlock -> assertThat(waits(deadlock)).containsExactly("main: receive on never"));
                    answers.send(1);
                });
                assertThat(answers.receive()).isEqualTo(1);
            });
        }

        @Test
        void nestedTheyFailTogetherWhereTheInnerOneWaitsForTheOuterOne() {
            DeadlockException deadlock = deadlock(() -> {
                Channel<Integer> ofOuter = chan("ofOuter");
                go("caller", () -> Csp.run(ofOuter::receive));
                never().receive();
            });
            assertThat(waits(deadlock))
                    .containsExactly(
                            "caller: receive on end of main", "main: receive on never", "main: receive on ofOuter");
        }

        @Test
        void nestedTheOuterOneIsAwakeAsLongAsTheInnerOneIs() throws Exception {
            scheduler.run(() -> Csp.run(() -> Thread.sleep(Delays.BEYOND_DETECTION)));
        }

        @Test
        void sideBySideEachFailsByItself() throws Exception {
            AtomicReference<DeadlockException> found = new AtomicReference<>();
            CountDownLatch isBusy = new CountDownLatch(1);
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    isBusy.await();
                    found.set(deadlock(() -> never().receive()));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            scheduler.run(() -> {
                Channel<Integer> own = chan();
                go(() -> {
                    while (true) {
                        own.send(1);
                        Thread.yield();
                    }
                });
                while (found.get() == null) {
                    assertThat(own.receive()).isEqualTo(1);
                    isBusy.countDown();
                }
            });
            other.join();
            assertThat(waits(found.get())).containsExactly("main: receive on never");
        }

        @Test
        void failBesideAFiberThatBelongsToNoneAndIsOlder() {
            Fiber<?> older = scheduler.go(() -> Csp.sleep(Delays.LONG));
            deadlock(() -> never().receive());
            assertThat(older.cancel()).isTrue();
        }

        /** The thread of a cleaner looks up once a minute, and waits for nothing but garbage. */
        @Test
        void failBesideACleaner() {
            Cleaner cleaner = Cleaner.create();
            deadlock(() -> never().receive());
            Reference.reachabilityFence(cleaner);
        }

        @Test
        void failOnceEachOneAfterTheOther() {
            for (int i = 0; i < 5; i++) {
                deadlock(() -> never().receive());
            }
        }
    }

    @Nested
    class WhatIsCancelled {
        @Test
        void cleansUpAndHasEnded() {
            Channel<String> done = chan(2);
            AtomicReference<Fiber<?>> other = new AtomicReference<>();
            deadlock(() -> {
                other.set(go(() -> {
                    try {
                        never().receive();
                    } finally {
                        done.send("other");
                    }
                }));
                try {
                    never().receive();
                } catch (InterruptedException e) {
                    Csp.sleep(Delays.SHORT); // is not interrupted once more
                    done.send("main");
                    throw e;
                }
            });
            assertThat(done.cancel()).containsExactlyInAnyOrder("other", "main");
            assertThat(other.get().state()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void mayReturnWhichIsNoResult() {
            assertThatExceptionOfType(DeadlockException.class)
                    .isThrownBy(() -> scheduler.call(() -> {
                        try {
                            return never().receive();
                        } catch (InterruptedException e) {
                            return "all is well";
                        }
                    }));
        }

        @Test
        void mayFailWhichIsSuppressed() {
            IOException failure = new IOException("in clean-up");
            DeadlockException deadlock = deadlock(() -> {
                try {
                    never().receive();
                } catch (InterruptedException e) {
                    throw failure;
                }
            });
            assertThat(deadlock).hasSuppressedException(failure);
        }

        @Test
        void isInterruptedOnceMoreIfItGoesToSleepInCleanUp() {
            DeadlockException deadlock = deadlock(() -> {
                Fiber<?> left = go("left", () -> {
                    try {
                        never().receive();
                    } finally {
                        chan("clean-up").receive();
                    }
                });
                SteppedTime.awaitPark(left, WaitReason.Kind.RECEIVE); // one that has not begun would never do so
            });
            assertThat(waits(deadlock)).containsExactly("left: receive on clean-up");
        }

        @Test
        void isInterruptedAsOftenAsItGoesToSleep() {
            DeadlockException deadlock = deadlock(() -> {
                for (int i = 0; i < 3; i++) {
                    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> never().receive());
                }
            });
            assertThat(waits(deadlock)).containsExactly("main: receive on never");
        }

        @Test
        void isEndedAfterAFailureOfMainWhichIsThrown() {
            IOException failure = new IOException("main failed");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> scheduler.run(() -> {
                        SteppedTime.awaitPark(go(DeadlockTest::sleepTwice), WaitReason.Kind.RECEIVE);
                        throw failure;
                    }))
                    .satisfies(thrown ->
                            assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(DeadlockException.class));
        }

        @Test
        void isEndedAfterAnInterruptOfTheCallerWhichIsThrown() {
            Thread caller = Thread.currentThread();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> scheduler.run(() -> {
                        SteppedTime.awaitPark(go(DeadlockTest::sleepTwice), WaitReason.Kind.RECEIVE);
                        caller.interrupt();
                        never().receive();
                    }))
                    .satisfies(thrown ->
                            assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(DeadlockException.class));
        }
    }

    private static void sleepTwice() throws InterruptedException {
        try {
            never().receive();
        } catch (InterruptedException e) {
            chan("clean-up").receive();
        }
    }

    /** The caller is interrupted when the deadlock is found: one of the two is thrown, and the other is not lost. */
    @Test
    void anInterruptThatRacesWithItHasOneOutcome() {
        for (int round = 0; round < 20; round++) {
            Thread caller = Thread.currentThread();
            boolean isTold;
            try {
                scheduler.run(() -> {
                    try {
                        never().receive();
                    } finally {
                        caller.interrupt(); // while the run is cancelled
                    }
                });
                throw new AssertionError("it returned");
            } catch (DeadlockException e) {
                isTold = Thread.interrupted();
            } catch (Exception e) {
                isTold = e instanceof InterruptedException && !Thread.interrupted();
            }
            assertThat(isTold).isTrue();
        }
    }

    @Nested
    class Telling {
        @Test
        void whereEachFiberWaits() {
            DeadlockReport report =
                    deadlock(() -> go("left", this::waitForNumbers).join()).report();
            assertThat(report.fiberCount()).isEqualTo(2);
            FiberSnapshot left = report.fibers().getFirst(); // the newest
            assertThat(left.name()).isEqualTo("left");
            assertThat(left.creationSite()).startsWith(DeadlockTest.class.getName());
            assertThat(left.stack().getFirst().getMethodName()).isEqualTo("waitForNumbers");
            assertThat(report.toString())
                    .startsWith("all fibers are asleep - deadlock!\n\nfiber 'left' [receive on numbers]:\n    at ")
                    .contains("\n\nfiber 'main' [receive on end of left]:\n    at ")
                    .doesNotContain("org.csp4j.internal", "java.base");
        }

        private void waitForNumbers() throws InterruptedException {
            for (Object number : chan("numbers")) {
                throw new AssertionError(number);
            }
        }

        @Test
        void theMessageNamesSomeFibers() {
            DeadlockException deadlock = deadlock(() -> {
                for (int i = 0; i < 100; i++) {
                    go("sleeper", () -> never().receive());
                }
                never().receive();
            });
            assertThat(deadlock)
                    .hasMessageStartingWith("all fibers are asleep - deadlock!\n\nfiber 'sleeper' [receive on never]:")
                    .hasMessageEndingWith("... and 91 more");
            assertThat(deadlock.report().fibers()).hasSize(101);
        }
    }

    @Nested
    class ByChoice {
        @Test
        void runsAreNotWatched() throws Exception {
            try (Scheduler careless = Scheduler.builder().detectDeadlocks(false).build()) {
                Thread caller = Thread.ofPlatform()
                        .start(() -> assertThatExceptionOfType(InterruptedException.class)
                                .isThrownBy(() -> careless.run(() -> never().receive())));
                assertThat(caller.join(Delays.BEYOND_DETECTION)).isFalse();
                caller.interrupt();
                caller.join();
            }
        }

        /** The outer run is watched, with all that is in it. */
        @ParameterizedTest
        @EnumSource(Remaining.class)
        void anInnerRunIsNotWatchedByItself(Remaining remaining) {
            try (Scheduler careless = Scheduler.builder().detectDeadlocks(false).build()) {
                Callable<Integer> asleep = () -> {
                    go("left", () -> chan("numbers").receive());
                    return remaining == Remaining.AWAIT
                            ? 1
                            : Csp.<Integer>never().receive();
                };
                assertThat(waits(deadlock(() -> careless.call(remaining, asleep))))
                        .contains(
                                "left: receive on numbers",
                                "main: receive on end of " + (remaining == Remaining.AWAIT ? "a run" : "main"));
            }
        }
    }

    @Test
    void onTheSharedSchedulerToo() {
        assertThatExceptionOfType(DeadlockException.class).isThrownBy(() -> Csp.run(() -> never().receive()));
        assertThatExceptionOfType(DeadlockException.class).isThrownBy(() -> Csp.call(() -> never().receive()));
        Await.until("nothing is left", () -> scheduler.stats().live() == 0);
    }

    @Test
    void withoutAVirtualClockThatStandsStill() throws Exception {
        VirtualClock clock = VirtualClock.create();
        try (Scheduler stepped = Scheduler.builder().clock(clock).build()) {
            Thread caller = Thread.ofPlatform().start(() -> {
                try {
                    stepped.run(() -> Csp.sleep(Duration.ofDays(1)));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(caller.join(Delays.BEYOND_DETECTION)).isFalse();
            clock.advance(Duration.ofDays(1));
            caller.join();
        }
    }
}
