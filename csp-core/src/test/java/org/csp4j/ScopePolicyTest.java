package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.go;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies that wait for more than the first failure; FAIL_FAST and SUPERVISE are ScopeTest's. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ScopePolicyTest extends ScopeFixture {
    private final IOException first = new IOException("first");
    private final IOException second = new IOException("second");

    ScopePolicyTest(Setting setting) {
        super(setting);
    }

    @Nested
    class CollectAll {
        @Test
        void letsTheOthersGoOnAndThrowsAllFailuresInTheEnd() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.COLLECT_ALL)) {
                    Fiber<Integer> other = parked(scope.async(cleanup::receive));
                    scope.go(failing(first)).join();
                    scope.go(failing(second)).join();
                    assertThat(scope.cancellationCause()).isEmpty();
                    cleanup.send(1);
                    assertThat(other.result()).isEqualTo(1);
                    assertThatThrownBy(scope::join)
                            .isInstanceOf(ScopeFailedException.class)
                            .hasCause(first)
                            .hasSuppressedException(second);
                } // which does not throw it again
            });
        }

        @Test
        void closeThrowsFailuresThatNoJoinHasThrown() {
            Party<Void> opener = crew.start(() -> {
                try (Scope scope = Scope.open(ScopePolicy.COLLECT_ALL)) {
                    scope.go(failing(first)).join();
                }
            });
            assertThat(opener.failure())
                    .isInstanceOf(ScopeFailedException.class)
                    .hasCause(first)
                    .hasNoSuppressedExceptions();
        }

        @Test
        void joinsWellIfNoneHasFailed() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.COLLECT_ALL)) {
                    scope.go(() -> {});
                    scope.async(() -> 1);
                    scope.join();
                }
            });
        }
    }

    @Nested
    class FirstSuccess {
        @Test
        void cancelsTheOthersAndWaitsForThem() throws Exception {
            AtomicReference<Fiber<String>> loser = new AtomicReference<>();
            Party<Void> opener = crew.start(() -> {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    loser.set(parked(scope.async(ScopePolicyTest.this::clean)));
                    scope.go(() -> {});
                    scope.join();
                    assertThat(loser.get().state()).isEqualTo(FiberState.DONE);
                }
            });
            awaitIn(whenSet(loser), "cleanup");
            await(opener).toPark(RECEIVE); // in the join: the loser cleans up
            cleanup.close();
            opener.join();
        }

        @Test
        void failuresBeforeItCancelNobodyAndAreForgotten() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    Fiber<Integer> winner = parked(scope.async(cleanup::receive));
                    Fiber<?> failed = scope.go(failing(first));
                    failed.join();
                    cleanup.send(1);
                    scope.join();
                    assertThat(winner.result()).isEqualTo(1);
                    assertThatThrownBy(failed::result).hasCause(first);
                    assertThat(scope.cancellationCause()).isEmpty();
                }
            });
        }

        @Test
        void failuresAfterItAreForgottenToo() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    Fiber<?> loser = parked(scope.go(() -> {
                        try {
                            never.receive();
                        } catch (InterruptedException e) {
                            throw first;
                        }
                    }));
                    scope.go(() -> {});
                    scope.join();
                    assertThat(loser.state()).isEqualTo(FiberState.FAILED);
                }
            });
        }

        @Test
        void joinThrowsAllFailuresIfNoneSucceeds() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    scope.go(failing(first)).join();
                    scope.go(failing(second)).join();
                    assertThatThrownBy(scope::join)
                            .isInstanceOf(ScopeFailedException.class)
                            .hasCause(first)
                            .hasSuppressedException(second);
                }
            });
        }

        @Test
        void joinFailsIfNobodyHasTried() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    assertThatThrownBy(scope::join)
                            .isInstanceOf(ScopeFailedException.class)
                            .hasCauseInstanceOf(NoSuchElementException.class)
                            .hasMessageContaining("0 of 1");
                }
            });
        }

        @Test
        void closeDoesNotAskForIt() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    scope.go(failing(first)).join();
                }
            });
        }

        @Test
        void whatFibersStartBesidesTheScopeDoesNotCount() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    Fiber<Integer> other = parked(scope.async(cleanup::receive));
                    scope.go(() -> {
                                go(() -> {}).join();
                                throw first;
                            })
                            .join();
                    assertThat(other.state()).isEqualTo(FiberState.PARKED);
                    cleanup.send(1);
                    scope.join();
                }
            });
        }
    }

    @Nested
    class Quorum {
        @Test
        void soManySuccessesAreEnough() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.quorum(2))) {
                    Fiber<Integer> loser = parked(scope.async(never::receive));
                    scope.go(failing(first)).join();
                    scope.go(() -> {}).join();
                    assertThat(loser.state()).isEqualTo(FiberState.PARKED);
                    scope.go(() -> {}).join();
                    scope.join();
                    assertThat(loser.state()).isEqualTo(FiberState.CANCELLED);
                }
            });
        }

        @Test
        void fewerAreAFailure() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open(ScopePolicy.quorum(3))) {
                    scope.go(() -> {});
                    scope.go(() -> {});
                    assertThatThrownBy(scope::join)
                            .isInstanceOf(ScopeFailedException.class)
                            .hasMessageContaining("2 of 3");
                    scope.go(() -> {}); // one more can try
                    scope.join();
                }
            });
        }

        @Test
        void ofLessThanOneIsRefused() {
            for (int number : List.of(0, -1)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> ScopePolicy.quorum(number))
                        .withMessageContaining(String.valueOf(number));
            }
        }
    }
}
