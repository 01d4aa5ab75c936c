package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to a scope at the same moment: one of it counts, and nothing is lost. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#eachOnce")
class ScopeRaceTest {
    private static final int ROUNDS = Rounds.of(2_000);

    private final IOException failure = new IOException("a fiber's");
    private Channel<Integer> gate; // new in each round, as is what follows
    private Channel<Void> isOpen;
    private Scope opened; // before isOpen closes
    private Throwable thrown;
    private boolean wasInterrupted;

    @RegisterExtension
    final Crew crew;

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    ScopeRaceTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    private void reset() {
        isOpen = chan("is open");
        gate = chan("gate");
        thrown = null;
        wasInterrupted = false;
    }

    /** What a body throws. */
    private static Throwable thrownBy(Action body) {
        try {
            body.run();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private void open(Scope scope) {
        opened = scope;
        isOpen.close();
    }

    /** Parks: fibers that spin until something happens can keep it from happening, on the JDK's scheduler. */
    private Scope whenOpened() throws InterruptedException {
        isOpen.receiveOrClosed();
        return opened;
    }

    @Test
    void aFailureAndAnInterruptOfTheOpenerAreBothKept() {
        for (ScopePolicy policy : List.of(ScopePolicy.FAIL_FAST, ScopePolicy.COLLECT_ALL)) {
            Race race = new Race(crew, ROUNDS);
            race.setUp(this::reset)
                    .leg(
                            () -> thrown = thrownBy(() -> {
                                try (Scope scope = Scope.open(policy)) {
                                    scope.go(() -> {
                                        gate.receiveOrClosed();
                                        throw failure;
                                    });
                                    open(scope);
                                    scope.join();
                                }
                            }),
                            () -> wasInterrupted = Thread.interrupted())
                    .leg(() -> {
                        whenOpened();
                        gate.close();
                    })
                    .leg(() -> {
                        whenOpened();
                        race.thread(0).interrupt();
                    })
                    .check(() -> {
                        if (thrown instanceof InterruptedException && policy == ScopePolicy.FAIL_FAST) {
                            // by the failure, or by the cancellation, which may have kept the fiber from failing
                            assertThat(wasInterrupted).isFalse();
                        } else if (!(thrown instanceof InterruptedException)) {
                            assertThat(thrown)
                                    .isInstanceOf(ScopeFailedException.class)
                                    .hasCause(failure);
                            assertThat(wasInterrupted).isTrue();
                        }
                        for (Throwable suppressed : thrown.getSuppressed()) {
                            assertThat(suppressed).hasCause(failure);
                        }
                    })
                    .run();
        }
    }

    @Test
    void ofAFailureAndACauseOneCounts() {
        IOException cause = new IOException("somebody's");
        new Race(crew, ROUNDS)
                .setUp(this::reset)
                .leg(() -> thrown = thrownBy(() -> {
                    try (Scope scope = Scope.open()) {
                        scope.go(() -> {
                            gate.receiveOrClosed();
                            throw failure;
                        });
                        open(scope);
                        scope.join();
                    }
                }))
                .leg(() -> {
                    whenOpened();
                    gate.close();
                })
                .leg(() -> whenOpened().cancel(cause))
                .check(() -> {
                    assertThat(thrown).isInstanceOf(ScopeFailedException.class);
                    assertThat(thrown.getCause()).isIn(failure, cause);
                    assertThat(opened.cancellationCause()).containsSame(thrown.getCause());
                    if (thrown.getCause() == failure) {
                        assertThat(thrown).hasNoSuppressedExceptions();
                    }
                })
                .run();
    }

    @Test
    void ofTwoSuccessesAndAFailureTheFirstSuccessCounts() {
        new Race(crew, ROUNDS)
                .setUp(this::reset)
                .leg(() -> thrown = thrownBy(() -> {
                    try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                        List<Fiber<Integer>> fibers =
                                List.of(scope.async(this::pass), scope.async(this::pass), scope.async(() -> {
                                    pass();
                                    throw failure;
                                }));
                        open(scope);
                        scope.join();
                        assertThat(scope.results(fibers)).containsExactly(1);
                    }
                }))
                .leg(() -> {
                    whenOpened();
                    gate.close();
                })
                .check(() -> assertThat(thrown).isNull())
                .run();
    }

    private int pass() throws InterruptedException {
        gate.receiveOrClosed();
        return 1;
    }

    @Test
    void ofASuccessAndTheDeadlineOneCounts() {
        AtomicReference<Fiber<Integer>> opener = new AtomicReference<>();
        new Race(crew, ROUNDS)
                .setUp(() -> {
                    reset();
                    opener.set(time.start(() -> {
                        try (Scope scope = Scope.builder()
                                .policy(ScopePolicy.FIRST_SUCCESS)
                                .timeout(Duration.ofSeconds(1))
                                .open()) {
                            List<Fiber<Integer>> fibers = List.of(scope.async(this::pass), scope.async(this::pass));
                            fibers.forEach(ScopeFixture::parked);
                            open(scope);
                            try {
                                scope.join();
                                assertThat(scope.results(fibers)).containsExactly(1);
                                return 1;
                            } catch (ScopeTimeoutException e) {
                                assertThat(e.fibersLeft()).hasSizeBetween(1, 2);
                                return 0;
                            }
                        }
                    }));
                    whenOpened();
                })
                .leg(() -> gate.close())
                .leg(() -> time.advance(Duration.ofSeconds(1)))
                .check(() -> assertThat(time.result(opener.get())).isBetween(0, 1))
                .run();
    }

    @Test
    void aChannelThatIsGivenToAFailingScopeCloses() {
        AtomicReference<Channel<Integer>> owned = new AtomicReference<>();
        new Race(crew, ROUNDS)
                .setUp(() -> {
                    reset();
                    owned.set(chan());
                })
                .leg(() -> thrown = thrownBy(() -> {
                    try (Scope scope = Scope.open()) {
                        open(scope);
                        owned.get().receiveOrClosed(); // hangs if nobody closes it
                        assertThat(owned.get().receiveOrClosed()).isEqualTo(new Received.Closed<>(failure));
                    }
                }))
                .leg(() -> whenOpened().own(owned.get()))
                .leg(() -> whenOpened().cancel(failure))
                .check(() -> assertThat(thrown).isInstanceOf(ScopeFailedException.class))
                .run();
    }

    @Test
    void aScopeThatIsOpenedWhileTheOneAroundItFailsFails() {
        new Race(crew, ROUNDS)
                .setUp(this::reset)
                .leg(() -> thrown = thrownBy(() -> {
                    try (Scope outer = Scope.open()) {
                        open(outer);
                        try (Scope inner = Scope.open()) {
                            inner.go(() -> gate.receive());
                            inner.join(); // hangs if it does not learn of the failure
                        }
                    }
                }))
                .leg(() -> whenOpened().cancel(failure))
                .check(() -> assertThat(thrown)
                        .isInstanceOf(ScopeFailedException.class)
                        .hasCause(failure))
                .run();
    }

    @Test
    void aStartThatWaitsForRoomAndACancelEndIt() {
        new Race(crew, ROUNDS)
                .setUp(this::reset)
                .leg(() -> thrown = thrownBy(() -> {
                    try (Scope scope = Scope.builder().limit(1).open()) {
                        scope.go(() -> gate.receive());
                        open(scope);
                        Fiber<?> second = scope.go(() -> gate.receive()); // hangs if it does not learn of the cancel
                        scope.join();
                        assertThat(second.state()).isEqualTo(FiberState.CANCELLED);
                    }
                }))
                .leg(() -> whenOpened().cancel())
                .check(() -> assertThat(thrown).isNull())
                .run();
    }

    /** The opener ends, or the channel is asked for, while the last fiber leaves: whoever waits learns of it. */
    @Test
    void doneClosesWhoeverAsksForItWhileTheLastFiberEnds() {
        new Race(crew, ROUNDS)
                .setUp(this::reset)
                .leg(() -> {
                    try (Scope scope = Scope.open()) {
                        scope.go(this::pass);
                        open(scope);
                        scope.done().receiveOrClosed();
                        scope.join();
                    }
                })
                .leg(() -> {
                    whenOpened();
                    gate.close();
                })
                .leg(() -> whenOpened().done().receiveOrClosed())
                .run();
    }
}
