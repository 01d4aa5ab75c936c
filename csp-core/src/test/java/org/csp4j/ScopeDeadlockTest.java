package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scopes that ask to be watched for deadlocks. The test's own thread opens them, or waits for who does without a limit: it is asleep. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@Timeout(value = 1, unit = TimeUnit.MINUTES) // a deadlock that is not found
class ScopeDeadlockTest {
    private final Setting setting;

    ScopeDeadlockTest(Setting setting) {
        this.setting = setting;
    }

    static List<ScopePolicy> policies() {
        return ScopeTest.policies();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Thread.interrupted()).as("an interrupt is left").isFalse();
        Await.until(
                "no fiber is left",
                () -> setting.engine().scheduler().stats().live() == 0
                        && Scheduler.shared().stats().live() == 0);
    }

    /** Has an opener of this kind run the body, and waits for it. Throws what it throws. */
    private void opener(Action body) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Runnable opener = () -> {
            try {
                body.run();
                assertThat(Thread.currentThread().isInterrupted())
                        .as("an interrupt is left")
                        .isFalse();
            } catch (Throwable e) {
                thrown.set(e);
            }
        };
        switch (setting.caller()) {
            case FIBER -> setting.engine().scheduler().go("opener", opener::run).join();
            case VIRTUAL_THREAD ->
                Thread.ofVirtual().name("opener").start(opener).join();
            case PLATFORM_THREAD -> opener.run();
        }
        switch (thrown.get()) {
            case null -> {}
            case Exception exception -> throw exception;
            case Throwable error -> throw new AssertionError(error);
        }
    }

    private static Scope watched(ScopePolicy policy) {
        return Scope.builder()
                .name("watched")
                .policy(policy)
                .detectDeadlocks(true)
                .open();
    }

    private static Scope watched() {
        return watched(ScopePolicy.FAIL_FAST);
    }

    private static DeadlockException deadlockOf(ThrowingCallable body) {
        AtomicReference<DeadlockException> found = new AtomicReference<>();
        assertThatExceptionOfType(ScopeFailedException.class)
                .isThrownBy(body)
                .satisfies(failure -> assertThat(failure)
                        .hasMessageStartingWith("scope 'watched' failed: ")
                        .hasCauseInstanceOf(DeadlockException.class))
                .satisfies(failure -> found.set((DeadlockException) failure.getCause()));
        return found.get();
    }

    /** What all have waited for, but for the opener, who comes last. */
    private static List<String> waits(DeadlockException deadlock) {
        List<String> all = deadlock.report().fibers().stream()
                .map(fiber -> fiber.name() + ": "
                        + fiber.waitReason().map(WaitReason::toString).orElse("nothing"))
                .toList();
        assertThat(deadlock.report().fiberCount()).isEqualTo(all.size());
        return all.subList(0, all.size() - 1);
    }

    private static String waitOfOpener(DeadlockException deadlock) {
        return deadlock.report().fibers().getLast().waitReason().orElseThrow().toString();
    }

    @Nested
    class FailWith {
        @ParameterizedTest
        @MethodSource("org.csp4j.ScopeDeadlockTest#policies")
        void aDeadlockWhenTheOpenerJoinsWhateverTheirPolicy(ScopePolicy policy) throws Exception {
            opener(() -> {
                try (Scope scope = watched(policy)) {
                    Channel<Integer> numbers = chan("numbers");
                    Channel<Integer> owned = scope.own(chan("owned"));
                    Fiber<?> first = scope.go("first", numbers::receive);
                    Fiber<Integer> second = scope.async("second", owned::receive);
                    DeadlockException deadlock = deadlockOf(scope::join);
                    assertThat(waits(deadlock))
                            .containsExactly("second: receive on owned", "first: receive on numbers");
                    assertThat(waitOfOpener(deadlock)).isEqualTo("receive on end of watched");
                    assertThat(first.state()).isEqualTo(FiberState.CANCELLED);
                    assertThatThrownBy(second::result).hasRootCause(deadlock);
                    assertThatThrownBy(owned::receive)
                            .isInstanceOf(ChannelClosedException.class)
                            .hasCause(deadlock);
                    assertThat(scope.cancellationCause()).contains(deadlock);
                } // which does not throw it again
            });
        }

        @Test
        void aDeadlockOfFibersThatCleanUpWhenTheOpenerCloses() throws Exception {
            opener(() -> {
                Scope scope = watched();
                Fiber<?> fiber = scope.go("left", () -> {
                    try {
                        never().receive();
                    } finally {
                        chan("clean-up").receive();
                    }
                });
                ScopeFixture.awaitIn(fiber, "never"); // one that has not begun would never do so
                assertThat(waits(deadlockOf(scope::close))).containsExactly("left: receive on clean-up");
            });
        }

        @Test
        void theirFailureWhichSuppressesALaterDeadlock() throws Exception {
            opener(() -> {
                IOException failure = new IOException("it failed");
                try (Scope scope = watched()) {
                    Fiber<?> fiber = scope.go(() -> {
                        try {
                            never().receive();
                        } finally {
                            chan("clean-up").receive();
                        }
                    });
                    ScopeFixture.awaitIn(fiber, "never");
                    scope.go(() -> {
                        throw failure;
                    });
                    assertThatThrownBy(scope::join)
                            .hasCause(failure)
                            .satisfies(thrown -> assertThat(thrown.getSuppressed())
                                    .singleElement()
                                    .isInstanceOf(DeadlockException.class));
                }
            });
        }

        @Test
        void aDeadlockOfWhatIsNestedInThem() throws Exception {
            opener(() -> {
                try (Scope scope = watched()) {
                    scope.go("opener of inner", () -> {
                        try (Scope inner = Scope.builder().name("inner").open()) {
                            inner.go("innermost", () -> never().receive());
                            inner.join();
                        }
                    });
                    assertThat(waits(deadlockOf(scope::join)))
                            .containsExactly("innermost: receive on never", "opener of inner: receive on end of inner");
                }
            });
        }

        /** What was cancelled for the deadlock is interrupted as often as it goes to sleep for ever. */
        @Test
        void aDeadlockWhereTheirFibersGoToSleepOnceMore() throws Exception {
            opener(() -> {
                try (Scope scope = watched()) {
                    scope.go("stubborn", () -> {
                        for (int i = 0; i < 3; i++) {
                            assertThatExceptionOfType(InterruptedException.class)
                                    .isThrownBy(() -> never().receive());
                        }
                    });
                    assertThat(waits(deadlockOf(scope::join))).containsExactly("stubborn: receive on never");
                }
            });
        }

        @Test
        void aDeadlockByWhichTheirChannelsCloseBeforeTheirFibersHaveEnded() throws Exception {
            opener(() -> {
                AtomicReference<Received<Integer>> seen = new AtomicReference<>();
                try (Scope scope = watched()) {
                    Channel<Integer> owned = scope.own(chan("owned"));
                    scope.go("fiber", () -> {
                        try {
                            never().receive();
                        } finally {
                            seen.set(owned.receiveOrClosed());
                        }
                    });
                    deadlockOf(scope::join);
                }
                assertThat(seen.get()).isInstanceOf(Received.Closed.class);
            });
        }

        @Test
        void aDeadlockWhereFibersWaitForRoom() throws Exception {
            opener(() -> {
                try (Scope scope = Scope.builder()
                        .name("watched")
                        .limit(1)
                        .detectDeadlocks(true)
                        .open()) {
                    scope.go("first", () -> scope.go("second", () -> {}));
                    assertThat(waits(deadlockOf(scope::join))).containsExactly("first: send on limit of watched");
                }
            });
        }
    }

    @Nested
    class AnOpenerThatWaitsInItsBlock {
        @Test
        void isToldByAChannelOfTheScope() throws Exception {
            opener(() -> {
                Scope scope = watched();
                Channel<Integer> owned = scope.own(chan("owned"));
                scope.go("fiber", () -> never().receive());
                assertThatThrownBy(owned::receive)
                        .isInstanceOf(ChannelClosedException.class)
                        .hasCauseInstanceOf(DeadlockException.class);
                DeadlockException deadlock = deadlockOf(scope::close);
                assertThat(waits(deadlock)).containsExactly("fiber: receive on never");
                assertThat(waitOfOpener(deadlock)).isEqualTo("receive on owned");
            });
        }

        @Test
        void isToldByTheEndOfTheScope() throws Exception {
            opener(() -> {
                Scope scope = watched();
                scope.go("fiber", () -> never().receive());
                select(receive(never(), _ -> 1), receive(scope.done(), _ -> 2, () -> 3));
                assertThat(waits(deadlockOf(scope::join))).containsExactly("fiber: receive on never");
                scope.close();
            });
        }

        @Test
        void isToldByAScopeThatItHasOpenedInside() throws Exception {
            opener(() -> {
                Scope scope = watched();
                try (Scope inner = Scope.open()) {
                    inner.go("inner", () -> never().receive());
                    assertThatThrownBy(inner::join).hasCauseInstanceOf(DeadlockException.class);
                }
                assertThat(waits(deadlockOf(scope::close))).containsExactly("inner: receive on never");
            });
        }

        @Test
        void isInterruptedWhereNothingElseTells() throws Exception {
            opener(() -> {
                Scope scope = watched();
                scope.go("fiber", () -> chan("numbers").receive());
                assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> chan("orders").receive());
                DeadlockException deadlock = deadlockOf(scope::close);
                assertThat(waits(deadlock)).containsExactly("fiber: receive on numbers");
                assertThat(waitOfOpener(deadlock)).isEqualTo("receive on orders");
            });
        }

        @Test
        void isInterruptedWhereNoFiberIsThere() throws Exception {
            opener(() -> {
                Scope scope = watched();
                assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> chan("orders").receive());
                assertThat(waits(deadlockOf(scope::close))).isEmpty();
            });
        }

        @Test
        void isWokenByAFiberThatCleansUpAndIsNotInterrupted() throws Exception {
            opener(() -> {
                Scope scope = watched();
                Channel<Integer> orders = chan("orders");
                scope.go("fiber", () -> {
                    try {
                        never().receive();
                    } finally {
                        Csp.sleep(Delays.BEYOND_DETECTION);
                        orders.send(1);
                    }
                });
                assertThat(orders.receive()).isEqualTo(1);
                deadlockOf(scope::close);
            });
        }

        @Test
        void isInTheReportByItsName() throws Exception {
            opener(() -> {
                Scope scope = watched();
                assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> chan("orders").receive());
                assertThat(deadlockOf(scope::close).report().fibers())
                        .singleElement()
                        .satisfies(last -> assertThat(last.name())
                                .isEqualTo(
                                        setting.caller() == Caller.FIBER
                                                ? "opener"
                                                : "thread "
                                                        + Thread.currentThread().getName()));
            });
        }
    }

    @Nested
    class AreNotDead {
        private static final Duration A_WHILE = Delays.BEYOND_DETECTION;

        @Test
        void whileTheOpenerIsAwake() throws Exception {
            opener(() -> {
                try (Scope scope = watched()) {
                    Channel<Integer> numbers = chan("numbers");
                    Fiber<Integer> fiber = scope.async(numbers::receive);
                    Thread.sleep(A_WHILE);
                    numbers.send(1);
                    assertThat(fiber.result()).isEqualTo(1);
                    scope.join();
                }
            });
        }

        @Test
        void whileTheOpenerWaitsForSomeTime() throws Exception {
            opener(() -> {
                try (Scope scope = watched()) {
                    scope.go(() -> never().receive());
                    assertThat(never().tryReceive(A_WHILE)).isInstanceOf(Received.TimedOut.class);
                    select(receive(never(), _ -> 1), timeout(A_WHILE, () -> 2));
                }
            });
        }

        @Test
        void whileAFiberIsAwake() throws Exception {
            opener(() -> {
                try (Scope scope = watched()) {
                    Channel<Integer> numbers = chan("numbers");
                    scope.go(numbers::receive);
                    scope.go(() -> {
                        Thread.sleep(A_WHILE);
                        numbers.send(1);
                    });
                    scope.join();
                }
            });
        }

        @Test
        void beforeTheirDeadline() throws Exception {
            opener(() -> {
                Scope scope =
                        Scope.builder().timeout(A_WHILE).detectDeadlocks(true).open();
                scope.go(() -> never().receive());
                assertThatExceptionOfType(ScopeTimeoutException.class).isThrownBy(scope::join);
                scope.close();
            });
        }

        /** It may be one that has been given the scope. */
        @Test
        void whileAThreadIsAwake() throws Exception {
            AtomicReference<Scope> handle = new AtomicReference<>();
            CountDownLatch isOpen = new CountDownLatch(1);
            Thread.ofPlatform().start(() -> {
                try {
                    isOpen.await();
                    Thread.sleep(A_WHILE);
                    handle.get().cancel();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            opener(() -> {
                try (Scope scope = watched()) {
                    scope.go(() -> never().receive());
                    handle.set(scope);
                    isOpen.countDown();
                    scope.join();
                }
            });
        }

        /** It was there before the scope; as long as nobody of the scope sends anything out of it, it knows nothing of it. */
        @Test
        void whileAnOlderFiberIsAwakeToWhichTheOpenerHasSentAChannel() throws Exception {
            Channel<Channel<Integer>> requests = chan("requests");
            setting.engine().scheduler().go(() -> {
                Channel<Integer> answers = requests.receive();
                Thread.sleep(A_WHILE);
                answers.send(1);
            });
            opener(() -> {
                try (Scope scope = watched()) {
                    Channel<Integer> answers = chan("answers");
                    requests.send(answers);
                    scope.go(answers::receive);
                    scope.join();
                }
            });
        }

        @Test
        void whileAFiberIsAwakeThatTheOpenerHasStartedOutsideOfThem() throws Exception {
            opener(() -> {
                try (Scope scope = watched()) {
                    Channel<Integer> own = chan("own");
                    go(() -> {
                        Thread.sleep(A_WHILE);
                        own.send(1);
                    });
                    scope.go(own::receive);
                    scope.join();
                }
            });
        }

        /** As may be its opener, who stands in another scope. */
        @Test
        void whileTheOpenerOfAnotherScopeIsAwakeThatKnowsTheirChannel() throws Exception {
            Channel<Channel<Channel<Integer>>> meeting = chan("meeting");
            Fiber<?> older = setting.engine().scheduler().go(() -> {
                try (Scope _ = watched()) {
                    Channel<Channel<Integer>> requests = chan("requests"); // of that scope
                    meeting.send(requests);
                    Channel<Integer> answers = requests.receive();
                    Thread.sleep(A_WHILE);
                    answers.send(1);
                }
            });
            opener(() -> {
                try (Scope scope = watched()) {
                    Channel<Integer> answers = chan("answers");
                    meeting.receive().send(answers);
                    scope.go(answers::receive);
                    scope.join();
                }
            });
            older.join();
        }

        @Test
        void ifTheyDoNotAskForIt() throws Exception {
            Fiber<?> opener = setting.engine().scheduler().go(() -> {
                try (Scope scope = Scope.open()) {
                    scope.go(() -> never().receive());
                    scope.join();
                }
            });
            assertThat(opener.join(A_WHILE)).isFalse();
            opener.cancel();
            opener.join();
        }
    }

    @Nested
    class InARun {
        private void run(Action main) throws Exception {
            opener(() -> setting.engine().scheduler().run(main));
        }

        @Test
        void theyFailAloneWhereTheirFibersWaitForWhatIsTheirs() throws Exception {
            run(() -> {
                Channel<String> answers = chan("answers");
                go("opener of scope", () -> {
                    try (Scope scope = watched()) {
                        scope.go("fiber", () -> chan("own").receive());
                        assertThat(waits(deadlockOf(scope::join))).containsExactly("fiber: receive on own");
                    }
                    answers.send("it goes on");
                });
                assertThat(answers.receive()).isEqualTo("it goes on");
            });
        }

        @Test
        void theyFailWithTheRunWhereTheirFibersWaitForWhatIsTheRuns() {
            assertThatExceptionOfType(DeadlockException.class)
                    .isThrownBy(() -> run(() -> {
                        Channel<Integer> ofRun = chan("ofRun");
                        go("opener of scope", () -> {
                            try (Scope scope = watched()) {
                                scope.go("fiber", ofRun::receive);
                                scope.join();
                            }
                        });
                        never().receive();
                    }));
        }

        /** The deadlock is the inner one's, which it ends; and then there is none. */
        @Test
        void theInnermostComesFirst() throws Exception {
            run(() -> {
                try (Scope outer = watched()) {
                    outer.go("opener of inner", () -> {
                        try (Scope inner = watched()) {
                            inner.go("innermost", () -> chan("own").receive());
                            assertThat(waits(deadlockOf(inner::join))).containsExactly("innermost: receive on own");
                        }
                    });
                    outer.join();
                }
            });
        }

        @Test
        void theyHoldTheRunWhileTheirOpenerIsAwake() throws Exception {
            run(() -> {
                try (Scope scope = watched()) {
                    scope.go("fiber", () -> chan("own").receive());
                    Thread.sleep(Delays.BEYOND_DETECTION);
                }
            });
        }
    }

    @Test
    void onASchedulerWhoseRunsAreNotWatchedToo() throws Exception {
        try (Scheduler careless =
                setting.engine().builder().detectDeadlocks(false).build()) {
            careless.go(() -> {
                        try (Scope scope = watched()) {
                            scope.go("fiber", () -> never().receive());
                            assertThat(waits(deadlockOf(scope::join))).containsExactly("fiber: receive on never");
                        }
                    })
                    .join();
        }
    }

    /** Their channels are those of the scope: such a fiber knows none. */
    @Test
    void besideAnOlderFiberThatIsAwake() throws Exception {
        Fiber<?> older = setting.engine().scheduler().go(() -> Csp.sleep(Delays.LONG));
        opener(() -> {
            try (Scope scope = watched()) {
                Channel<Integer> own = chan("own");
                scope.go("fiber", own::receive);
                assertThat(waits(deadlockOf(scope::join))).containsExactly("fiber: receive on own");
            }
        });
        older.cancel();
    }

    @Test
    void aChannelIsAtHomeInTheInnermostThatItsMakerHasOpened() throws Exception {
        opener(() -> {
            try (Scope outer = watched()) {
                Channel<Integer> ofOuter = chan("ofOuter");
                try (Scope inner = watched()) {
                    Channel<Integer> ofInner = chan("ofInner");
                    inner.go("fiber", ofInner::receive);
                    assertThat(waits(deadlockOf(inner::join))).containsExactly("fiber: receive on ofInner");
                }
                Channel<Integer> ofOuterAgain = chan("ofOuterAgain");
                try (Scope inner = watched()) {
                    inner.go("fiber", ofOuterAgain::receive);
                    inner.go("fiber", ofOuter::receive);
                    assertThatExceptionOfType(ScopeFailedException.class).isThrownBy(inner::join);
                } // has failed with the outer one
                assertThat(waits(deadlockOf(outer::join)))
                        .containsExactly("fiber: receive on ofOuter", "fiber: receive on ofOuterAgain");
            }
        });
    }

    /** What a scope leaves behind would be in the way of these. */
    @Test
    void oneAfterTheOther() throws Exception {
        for (int i = 0; i < 5; i++) {
            opener(() -> {
                try (Scope scope = watched()) {
                    scope.go("fiber", () -> never().receive());
                    assertThat(waits(deadlockOf(scope::join))).containsExactly("fiber: receive on never");
                }
            });
        }
    }
}
