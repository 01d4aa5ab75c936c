package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.go;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Scope}, by all kinds of openers. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ScopeTest extends ScopeFixture {
    ScopeTest(Setting setting) {
        super(setting);
    }

    static List<ScopePolicy> policies() {
        return List.of(
                ScopePolicy.FAIL_FAST,
                ScopePolicy.SUPERVISE,
                ScopePolicy.COLLECT_ALL,
                ScopePolicy.FIRST_SUCCESS,
                ScopePolicy.quorum(2));
    }

    /** Those that ask for no successes. */
    static List<ScopePolicy> patientPolicies() {
        return policies().stream().filter(policy -> policy.successes() == 0).toList();
    }

    @ParameterizedTest
    @MethodSource("patientPolicies")
    void joinWaitsForAllFibersAndThoseThatTheyStart(ScopePolicy policy) throws Exception {
        AtomicReference<Fiber<Integer>> grandchild = new AtomicReference<>();
        Party<Integer> opener = crew.start(() -> {
            try (Scope scope = Scope.open(policy)) {
                scope.join(); // for nobody
                Fiber<Integer> child = scope.async("child", () -> 1);
                scope.go("parent", () -> grandchild.set(async(cleanup::receive)));
                scope.join();
                return child.result() + grandchild.get().result();
            }
        });
        parked(whenSet(grandchild));
        await(opener).toPark(RECEIVE);
        cleanup.send(2);
        assertThat(opener.result()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void leavingTheBlockCancelsAndWaits(ScopePolicy policy) throws Exception {
        AtomicReference<Fiber<String>> left = new AtomicReference<>();
        IOException failure = new IOException("the block's");
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open(policy)) {
                left.set(parked(scope.async(this::clean)));
                throw failure;
            }
        });
        awaitIn(whenSet(left), "cleanup");
        await(opener).toPark(RECEIVE);
        cleanup.close();
        assertThat(opener.failure()).isSameAs(failure).hasNoSuppressedExceptions();
        assertThat(left.get().result()).isEqualTo("cleaned up");
    }

    @Test
    void theFirstFailureCancelsTheOthersAndIsTheirCause() throws Exception {
        IOException first = new IOException("first");
        IOException later = new IOException("later");
        AtomicReference<Throwable> seen = new AtomicReference<>();
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                assertThat(scope.cancellationCause()).isEmpty();
                Fiber<Integer> sibling = parked(scope.async(never::receive));
                Fiber<?> failing = parked(scope.go(() -> {
                    try {
                        never.receive();
                    } catch (InterruptedException e) {
                        seen.set(scope.cancellationCause().orElse(null));
                        throw later;
                    }
                }));
                scope.go(() -> {
                    throw first;
                });
                assertThatThrownBy(scope::join)
                        .isInstanceOf(ScopeFailedException.class)
                        .hasCause(first)
                        .hasMessageContaining("first")
                        .hasSuppressedException(later);
                assertThat(failing.state()).isEqualTo(FiberState.FAILED);
                assertThatThrownBy(sibling::result)
                        .isInstanceOf(FiberCancelledException.class)
                        .hasCause(first);
            } // which does not throw it again
        });
        assertThat(seen).hasValue(first);
    }

    /** Looks at the moment in which it is cancelled: whoever interrupts calls what the JDK's interruptible channels have to say. */
    private static final class Watch extends AbstractInterruptibleChannel {
        private final Scope scope;
        Optional<Throwable> seen;

        Watch(Scope scope) {
            this.scope = scope;
        }

        void await(Channel<?> channel) throws InterruptedException {
            begin();
            channel.receive();
        }

        @Override
        protected void implCloseChannel() {
            seen = scope.cancellationCause();
        }
    }

    @Test
    void aFailureIsTheCauseBeforeAnybodyIsCancelledForIt() throws Exception {
        IOException failure = new IOException("the cause");
        Optional<Throwable> seen = crew.call(() -> {
            Watch watch;
            try (Scope scope = Scope.open()) {
                watch = new Watch(scope);
                parked(scope.go(() -> watch.await(never)));
                scope.go(() -> {
                    throw failure;
                });
                assertThatThrownBy(scope::join).isInstanceOf(ScopeFailedException.class);
            }
            return watch.seen;
        });
        assertThat(seen).containsSame(failure);
    }

    @Test
    void closeWaitsForAFiberThoughTheScopeHasBeenEmptyBefore() throws Exception {
        AtomicReference<Fiber<String>> left = new AtomicReference<>();
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                for (int i = 0; i < 100; i++) {
                    scope.go(() -> {}).join(); // most of them leave an empty scope behind before the next is started
                }
                left.set(parked(scope.async(this::clean)));
            }
        });
        awaitIn(whenSet(left), "cleanup");
        await(opener).toPark(RECEIVE);
        cleanup.close();
        opener.join();
        assertThat(left.get().result()).isEqualTo("cleaned up");
    }

    @Test
    void theFailureOfAFiberWithAResultFailsTheScopeToo() throws Exception {
        IOException failure = new IOException("of async");
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                scope.async(() -> {
                    throw failure;
                });
                scope.join();
            }
        });
        assertThat(opener.failure()).isInstanceOf(ScopeFailedException.class).hasCause(failure);
    }

    @Test
    void closeThrowsAFailureThatNoJoinHasThrown() throws Exception {
        IOException failure = new IOException("a fiber's");
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                            throw failure;
                        })
                        .join();
            }
        });
        assertThat(opener.failure()).isInstanceOf(ScopeFailedException.class).hasCause(failure);
    }

    @Test
    void theFailureOfAFiberIsSuppressedInThatOfTheBlock() {
        IOException failure = new IOException("a fiber's");
        Exception ofBlock = new Exception("the block's");
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                            throw failure;
                        })
                        .join();
                throw ofBlock;
            }
        });
        assertThat(opener.failure()).isSameAs(ofBlock);
        assertThat(ofBlock.getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed)
                        .isInstanceOf(ScopeFailedException.class)
                        .hasCause(failure));
    }

    @Test
    void underSupervisionOthersGoOn() throws Exception {
        IOException failure = new IOException("one's own");
        crew.run(() -> {
            try (Scope scope = Scope.open(ScopePolicy.SUPERVISE)) {
                Fiber<Integer> sibling = parked(scope.async(cleanup::receive));
                Fiber<?> failing = scope.async(() -> {
                    throw failure;
                });
                failing.join();
                cleanup.send(1);
                scope.join();
                assertThat(sibling.result()).isEqualTo(1);
                assertThat(scope.cancellationCause()).isEmpty();
                assertThatThrownBy(failing::result)
                        .isInstanceOf(FiberFailedException.class)
                        .hasCause(failure);
            }
        });
    }

    @Test
    void underSupervisionAFailureGoesToTheHandler() throws Exception {
        List<Throwable> told = new ArrayList<>();
        IOException failure = new IOException("told");
        try (Scheduler scheduler = Scheduler.builder()
                .uncaughtHandler((_, thrown) -> told.add(thrown))
                .build()) {
            scheduler
                    .async(() -> {
                        for (ScopePolicy policy : List.of(ScopePolicy.FAIL_FAST, ScopePolicy.SUPERVISE)) {
                            try (Scope scope = Scope.open(policy)) {
                                scope.go(() -> {
                                            throw failure;
                                        })
                                        .join();
                            } catch (ScopeFailedException e) {
                                assertThat(policy).isEqualTo(ScopePolicy.FAIL_FAST); // nobody else is told
                            }
                        }
                        return null;
                    })
                    .result();
        }
        assertThat(told).containsExactly(failure);
    }

    @Test
    void aHandlerOfFailuresCanOpenScopes() throws Exception {
        IOException failure = new IOException("told");
        List<Object> seen = new ArrayList<>();
        Scheduler scheduler = Scheduler.builder()
                .uncaughtHandler((_, _) -> {
                    try (Scope scope = Scope.open()) {
                        seen.add(scope.async(() -> "in a scope of the handler").result());
                        seen.add(Csp.<Integer>call(() -> 1));
                    } catch (Exception e) {
                        seen.add(e);
                    }
                })
                .build();
        Fiber<?> failed = scheduler.go(failing(failure));
        assertThatThrownBy(failed::result).hasCause(failure);
        assertThat(seen).containsExactly("in a scope of the handler", 1);
        scheduler.close();
    }

    @Test
    void onlyTheOpenerMayJoinAndClose() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Fiber<Integer> fiber = parked(scope.async(cleanup::receive));
                for (Action misuse : List.<Action>of(scope::join, scope::close)) {
                    for (Caller caller : Caller.values()) {
                        assertThat(crew.start(caller, misuse::run).failure())
                                .isInstanceOf(ScopeOwnerException.class)
                                .hasMessageContaining(Thread.currentThread().getName());
                    }
                }
                cleanup.send(1); // nothing has been cancelled
                assertThat(fiber.result()).isEqualTo(1);
            }
        });
    }

    @Test
    void isClosedForGoodAndCanBeClosedAgain() throws Exception {
        AtomicBoolean began = new AtomicBoolean();
        crew.run(() -> {
            Scope scope = Scope.open();
            scope.close();
            scope.close();
            scope.join();
            assertThatThrownBy(() -> scope.go(() -> began.set(true))).isInstanceOf(ScopeClosedException.class);
            assertThatThrownBy(() -> scope.async(() -> 1)).isInstanceOf(ScopeClosedException.class);
        });
        assertThat(began).isFalse();
    }

    @Test
    void whatIsStartedOnceItIsCancelledNeverBegins() throws Exception {
        AtomicBoolean began = new AtomicBoolean();
        AtomicReference<Fiber<?>> late = new AtomicReference<>();
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                parked(scope.go(() -> {
                    try {
                        never.receive();
                    } catch (InterruptedException e) {
                        late.set(go(() -> began.set(true)));
                    }
                }));
            }
        });
        assertThat(late.get().state()).isEqualTo(FiberState.CANCELLED);
        assertThat(began).isFalse();
    }

    @Test
    void anInterruptEndsAJoinAndTheBlockEndsTheFibers() {
        AtomicReference<Fiber<Integer>> fiber = new AtomicReference<>();
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                fiber.set(scope.async(never::receive));
                scope.join();
            }
        });
        parked(whenSet(fiber));
        await(opener).toPark(RECEIVE);
        opener.interrupt();
        assertThat(opener.failure()).isInstanceOf(InterruptedException.class).hasNoSuppressedExceptions();
        assertThat(fiber.get().state()).isEqualTo(FiberState.CANCELLED);
    }

    @Test
    void anInterruptOfACloseIsKept() throws Exception {
        AtomicReference<Fiber<String>> fiber = new AtomicReference<>();
        Party<Boolean> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                fiber.set(parked(scope.async(this::clean)));
            }
            return Thread.interrupted();
        });
        awaitIn(whenSet(fiber), "cleanup");
        await(opener).toPark(RECEIVE);
        opener.interrupt();
        cleanup.close();
        assertThat(opener.result()).isTrue();
        assertThat(fiber.get().result()).isEqualTo("cleaned up");
    }

    @Test
    void anInterruptKeepsAJoinFromBeginning() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(scope::join).isInstanceOf(InterruptedException.class);
            }
        });
    }

    @Test
    void cancellingAnOuterScopeEndsInnerOnes() throws Exception {
        AtomicReference<Fiber<Integer>> inner = new AtomicReference<>();
        crew.run(() -> {
            try (Scope outer = Scope.open()) {
                outer.go(() -> {
                    try (Scope scope = Scope.open()) {
                        inner.set(scope.async(never::receive));
                        scope.join();
                    }
                });
                parked(whenSet(inner));
            }
        });
        assertThat(inner.get().state()).isEqualTo(FiberState.CANCELLED);
    }

    @Test
    void nullsAreRefused() throws Exception {
        assertThatNullPointerException().isThrownBy(() -> Scope.open(null));
        try (Scope scope = Scope.open()) {
            assertThatNullPointerException().isThrownBy(() -> scope.go(null));
            assertThatNullPointerException().isThrownBy(() -> scope.async(null));
            assertThatNullPointerException().isThrownBy(() -> scope.go(null, () -> {}));
            scope.join();
        }
    }

    /** Fibers of the scope, and one outside, start others while one fails and the block is left: all have ended behind it. */
    @Test
    void noFiberOutlivesItsScope() throws Exception {
        crew.run(() -> {
            for (int round = 0; round < Rounds.of(300); round++) {
                List<Fiber<?>> started = java.util.Collections.synchronizedList(new ArrayList<>());
                AtomicReference<Scope> opened = new AtomicReference<>();
                Fiber<?> outside = go(() -> {
                    try {
                        for (int i = 0; i < 20; i++) {
                            started.add(whenSet(opened).go(() -> {}));
                        }
                    } catch (ScopeClosedException e) {
                        // it has come too late
                    }
                });
                int failing = round % 7;
                try (Scope scope = Scope.open()) {
                    opened.set(scope);
                    for (int i = 0; i < 7; i++) {
                        int number = i;
                        started.add(scope.go(() -> {
                            started.add(go(never::receive));
                            if (number == failing) {
                                throw new IOException("fails");
                            }
                        }));
                    }
                    if (round % 2 == 0) {
                        scope.join();
                    }
                } catch (ScopeFailedException e) {
                    assertThat(e).hasCauseInstanceOf(IOException.class);
                }
                assertThat(List.copyOf(started))
                        .allMatch(fiber ->
                                !fiber.thread().isAlive() || fiber.state().isEnded());
                outside.join();
                assertThat(started).allMatch(fiber -> fiber.state().isEnded());
            }
        });
    }
}
