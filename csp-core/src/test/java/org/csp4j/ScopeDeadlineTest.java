package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deadlines of scopes: a second, of a clock that stands still until the test advances it. */
@Tag("engine")
class ScopeDeadlineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Channel<Integer> never = chan("never");
    private final AtomicInteger laggards = new AtomicInteger();

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    @AfterEach
    void noTimerIsLeft() {
        time.awaitWaiting(0);
    }

    private static Scope.Builder scope(String name, Duration timeout) {
        return Scope.builder().name(name).timeout(timeout);
    }

    /** Waits for nothing: a fiber that will be left. */
    private int lag() throws InterruptedException {
        laggards.incrementAndGet();
        return never.receive();
    }

    /** What the body fails with, when so many fibers lag and it waits for this when the time has come. */
    private Throwable failureAt(Duration moment, int expectedLaggards, String awaited, Action body) {
        laggards.set(0);
        Fiber<Void> opener = time.start(body);
        Await.until("fibers lag", () -> laggards.get() == expectedLaggards);
        ScopeFixture.awaitIn(opener, awaited);
        time.advance(moment);
        return time.failure(opener);
    }

    private static ScopeTimeoutException asTimeout(Throwable failure) {
        assertThat(failure).isInstanceOf(ScopeTimeoutException.class);
        return (ScopeTimeoutException) failure;
    }

    @Test
    void fibersThatAreLeftAreCancelledAndNamed() {
        AtomicReference<Fiber<Integer>> left = new AtomicReference<>();
        Throwable failure = failureAt(SECOND, 1, "end of loading", () -> {
            try (Scope scope = scope("loading", SECOND).open()) {
                scope.go("quick", () -> {}).join();
                left.set(ScopeFixture.parked(scope.async("slow", this::lag)));
                scope.join();
            }
        });
        ScopeTimeoutException timeout = asTimeout(failure);
        assertThat(timeout.scopeName()).isEqualTo("loading");
        assertThat(timeout.fibersLeft()).containsExactly("slow");
        assertThat(timeout)
                .hasMessageContainingAll("loading", "1 fiber is left", "'slow' waits in receive on never")
                .hasNoSuppressedExceptions();
        assertThat(left.get().state()).isEqualTo(FiberState.CANCELLED);
        assertThatThrownBy(left.get()::result).hasCauseInstanceOf(ScopeTimeoutException.class);
    }

    @Test
    void everyPolicyEndsByIt() {
        for (ScopePolicy policy : ScopeTest.policies()) {
            Throwable failure = failureAt(SECOND, 1, "end of any", () -> {
                try (Scope scope = scope("any", SECOND).policy(policy).open()) {
                    scope.go(this::lag);
                    scope.join();
                }
            });
            assertThat(asTimeout(failure).fibersLeft()).hasSize(1);
        }
    }

    @Test
    void closeThrowsItIfNoJoinHasThrownIt() {
        Throwable failure = failureAt(SECOND, 1, "end of laggard", () -> {
            try (Scope scope = scope("unjoined", SECOND).open()) {
                scope.go("laggard", this::lag).join();
            }
        });
        assertThat(asTimeout(failure).scopeName()).isEqualTo("unjoined");
    }

    @Test
    void whatFailsForItIsSuppressed() {
        IOException ofCleanUp = new IOException("of the clean-up");
        Throwable failure = failureAt(SECOND, 1, "end of any", () -> {
            try (Scope scope = scope("any", SECOND).open()) {
                scope.go(() -> {
                    try {
                        lag();
                    } catch (InterruptedException e) {
                        throw ofCleanUp;
                    }
                });
                scope.join();
            }
        });
        assertThat(asTimeout(failure)).hasSuppressedException(ofCleanUp);
    }

    @Test
    void aScopeThatIsClosedInTimeHasNoTimer() {
        time.run(() -> {
            try (Scope scope = scope("quick", SECOND).open()) {
                scope.go(() -> {});
                assertThat(time.clock().waiting()).isEqualTo(1);
                scope.join();
            }
            assertThat(time.clock().waiting()).isZero();
        });
    }

    @Test
    void allThatHaveEndedBeforeItCount() {
        time.run(() -> {
            try (Scope scope = scope("slow opener", SECOND).open()) {
                Fiber<Integer> fiber = scope.async(() -> 1);
                fiber.join();
                scope.done().receiveOrClosed();
                time.advance(LATER);
                scope.join();
                assertThat(fiber.result()).isEqualTo(1);
            }
        });
    }

    @Test
    void whatIsStartedAfterItNeverBegins() {
        AtomicBoolean began = new AtomicBoolean();
        time.run(() -> {
            try (Scope scope = scope("late", SECOND).open()) {
                Channel<Integer> owned = scope.own(chan());
                time.advance(SECOND);
                assertThatThrownBy(owned::receive).hasCauseInstanceOf(ScopeTimeoutException.class);
                Fiber<?> late = scope.go("latecomer", () -> began.set(true));
                assertThatThrownBy(scope::join)
                        .satisfies(e -> assertThat(asTimeout(e).fibersLeft()).containsExactly("latecomer"));
                assertThat(late.state()).isEqualTo(FiberState.CANCELLED);
            }
        });
        assertThat(began).isFalse();
    }

    @Test
    void zeroLeavesNoTime() {
        for (Duration none : new Duration[] {Duration.ZERO, SECOND.negated()}) {
            Fiber<Void> opener = time.start(() -> {
                try (Scope scope = scope("none", none).open()) {
                    scope.go(this::lag);
                    scope.join();
                }
            });
            assertThat(asTimeout(time.failure(opener)).scopeName()).isEqualTo("none");
        }
    }

    @Test
    void theEarliestOfSeveralCounts() {
        time.run(() -> {
            Deadline second = Deadline.after(SECOND);
            Deadline later = Deadline.after(LATER);
            assertThat(deadlineOf(Scope.builder())).isEmpty();
            assertThat(deadlineOf(Scope.builder().deadline(later).deadline(second)))
                    .contains(second);
            assertThat(deadlineOf(Scope.builder().deadline(second).deadline(later)))
                    .contains(second);
            assertThat(deadlineOf(Scope.builder().deadline(second).timeout(LATER)))
                    .contains(second);
            assertThat(deadlineOf(Scope.builder().timeout(LATER).timeout(SECOND).deadline(later)))
                    .contains(second);
        });
    }

    private static Optional<Deadline> deadlineOf(Scope.Builder builder) {
        try (Scope scope = builder.open()) {
            return scope.deadline();
        }
    }

    @Test
    void aScopeInAFiberInheritsAnEarlierOneAlsoThroughRuns() {
        time.run(() -> {
            try (Scope outer = scope("outer", SECOND).open()) {
                outer.go(() -> {
                    assertThat(deadlineOf(Scope.builder())).isEqualTo(outer.deadline());
                    assertThat(deadlineOf(Scope.builder().timeout(LATER))).isEqualTo(outer.deadline());
                    assertThat(deadlineOf(Scope.builder().timeout(SECOND.dividedBy(2))))
                            .isNotEqualTo(outer.deadline());
                    Csp.run(() -> assertThat(deadlineOf(Scope.builder())).isEqualTo(outer.deadline()));
                });
                outer.join();
            }
        });
    }

    @Test
    void aScopeInTheBlockOfAnotherInheritsItsDeadlineAndNamesIt() {
        Throwable failure = failureAt(SECOND, 2, "end of inner", () -> {
            try (Scope outer = scope("outer", SECOND).open();
                    Scope inner = scope("inner", LATER).open()) {
                outer.go("of outer", this::lag);
                inner.go("of inner", this::lag);
                inner.join();
            }
        });
        ScopeTimeoutException timeout = asTimeout(failure);
        assertThat(timeout.scopeName()).isEqualTo("outer");
        assertThat(timeout.fibersLeft()).containsExactly("of inner");
        assertThat(timeout).hasMessageContaining("scope 'inner' has reached the deadline of scope 'outer'");
        assertThat(timeout.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(asTimeout(e).fibersLeft()).containsExactly("of outer"));
    }

    /** Both timers fire, the inner scope fails in a fiber of the outer one: which in any order is for its own deadline. */
    @Test
    void theScopeWhoseDeadlineItIsSaysSoWhoeverNoticesFirst() {
        for (ScopePolicy policy : ScopeTest.policies()) {
            for (int round = 0; round < Rounds.of(50); round++) {
                Throwable failure = failureAt(SECOND, 1, "end of outer", () -> {
                    try (Scope outer = scope("outer", SECOND).policy(policy).open()) {
                        outer.async("opener", () -> {
                            try (Scope inner = Scope.builder().name("inner").open()) {
                                inner.go(this::lag);
                                inner.join();
                                return 1;
                            }
                        });
                        outer.join();
                    }
                });
                ScopeTimeoutException timeout = asTimeout(failure);
                assertThat(timeout).hasMessageStartingWith("scope 'outer' has reached its deadline");
                assertThat(timeout.fibersLeft()).containsExactly("opener");
            }
        }
    }

    /** The fiber sees the time before the timer is told of it, and fails as an inner scope would. */
    @Test
    void theScopeWhoseDeadlineItIsSaysSoEvenBeforeItsTimerFires() {
        for (int round = 0; round < Rounds.of(50); round++) {
            Throwable failure = failureAt(SECOND, 1, "end of outer", () -> {
                try (Scope outer = scope("outer", SECOND).open()) {
                    outer.go("inner opener", () -> {
                        laggards.incrementAndGet();
                        while (!outer.deadline().orElseThrow().isPast()) {
                            Thread.onSpinWait();
                        }
                        throw new ScopeTimeoutException("of an inner scope", "outer", List.of());
                    });
                    outer.join();
                }
            });
            assertThat(asTimeout(failure).fibersLeft()).containsExactly("inner opener");
        }
    }

    @Test
    void anEarlierOneOfAnInnerScopeIsAFailureToTheOuterOne() {
        Throwable failure = failureAt(SECOND, 1, "end of outer", () -> {
            try (Scope outer = scope("outer", LATER).open()) {
                outer.go(() -> {
                    try (Scope inner = scope("inner", SECOND).open()) {
                        inner.go(this::lag);
                        inner.join();
                    }
                });
                outer.join();
            }
        });
        assertThat(failure).isInstanceOf(ScopeFailedException.class);
        assertThat(asTimeout(failure.getCause()).scopeName()).isEqualTo("inner");
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> Scope.builder().timeout(null));
        assertThatNullPointerException().isThrownBy(() -> Scope.builder().deadline(null));
    }
}
