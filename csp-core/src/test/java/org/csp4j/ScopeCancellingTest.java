package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.cancellationCause;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Scope.cancel}, causes and who sees them, and fibers that do not heed it at once. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ScopeCancellingTest extends ScopeFixture {
    private final IOException cause = new IOException("the cause");

    ScopeCancellingTest(Setting setting) {
        super(setting);
    }

    /** Waits for nothing, and tells the cause when it is cancelled. */
    private Optional<Throwable> causeWhenCancelled() {
        try {
            never.receive();
            throw new AssertionError("nobody sends there");
        } catch (InterruptedException e) {
            return cancellationCause();
        }
    }

    @Test
    void withoutACauseIsNoFailure() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Fiber<Integer> fiber = parked(scope.async(never::receive));
                Fiber<Optional<Throwable>> asking = parked(scope.async(this::causeWhenCancelled));
                scope.cancel();
                scope.join();
                assertThat(fiber.state()).isEqualTo(FiberState.CANCELLED);
                assertThat(asking.result()).isEmpty();
                assertThat(scope.cancellationCause()).isEmpty();
            }
        });
    }

    @Test
    void doesNotKeepALaterFailureFromFailingTheScope() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                parked(scope.go(() -> {
                    try {
                        never.receive();
                    } catch (InterruptedException e) {
                        throw cause;
                    }
                }));
                scope.cancel();
                assertThatThrownBy(scope::join).hasCause(cause);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCauseFailsTheScopeWhoeverGivesIt(Caller caller) throws Exception {
        AtomicReference<Scope> opened = new AtomicReference<>();
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open(ScopePolicy.SUPERVISE)) {
                Fiber<Optional<Throwable>> asking = parked(scope.async(this::causeWhenCancelled));
                Fiber<?> cancelled = scope.async(never::receive);
                opened.set(scope);
                assertThatThrownBy(scope::join)
                        .isInstanceOf(ScopeFailedException.class)
                        .hasCause(cause);
                assertThat(asking.result()).containsSame(cause);
                assertThat(scope.cancellationCause()).containsSame(cause);
                assertThatThrownBy(cancelled::result)
                        .isInstanceOf(FiberCancelledException.class)
                        .hasCause(cause);
            }
        });
        Scope scope = whenSet(opened);
        await(opener).toPark(RECEIVE);
        crew.start(caller, () -> scope.cancel(cause)).join();
        opener.join();
    }

    @Test
    void closeThrowsACauseThatNoJoinHasThrown() {
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open(ScopePolicy.SUPERVISE)) {
                scope.cancel(cause);
            }
        });
        assertThat(opener.failure()).isInstanceOf(ScopeFailedException.class).hasCause(cause);
    }

    @Test
    void theFirstCauseCounts() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.cancel(cause);
                scope.cancel(new IOException("another"));
                assertThatThrownBy(scope::join).hasCause(cause).hasNoSuppressedExceptions();
            }
        });
    }

    /** Who has seen that the fiber which completes the quorum has ended finds it complete. */
    @Test
    @SuppressWarnings("ThreadPriorityCheck") // to come as early as can be, on one carrier too
    void aCauseComesTooLateForAQuorumThatWasSeen() throws Exception {
        crew.run(() -> {
            for (int i = 0; i < Rounds.of(1_000); i++) {
                try (Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS)) {
                    Fiber<?> fiber = scope.go(() -> {});
                    while (!fiber.state().isEnded()) {
                        Thread.yield();
                    }
                    scope.cancel(cause);
                    assertThat(scope.cancellationCause()).isEmpty();
                    scope.join();
                }
            }
        });
    }

    @Test
    void aCauseComesTooLateForAQuorumAndAfterTheClose() throws Exception {
        crew.run(() -> {
            Scope scope = Scope.open(ScopePolicy.FIRST_SUCCESS);
            try (scope) {
                scope.go(() -> {}).join();
                scope.cancel(cause);
                scope.join();
            }
            scope.cancel(cause);
            scope.join();
            assertThat(scope.cancellationCause()).isEmpty();
        });
    }

    @Test
    void fibersOfInnerScopesSeeTheCauseOfTheOuterOne() throws Exception {
        AtomicReference<Fiber<Optional<Throwable>>> inner = new AtomicReference<>();
        AtomicReference<Fiber<Optional<Throwable>>> grandchild = new AtomicReference<>();
        crew.run(() -> {
            try (Scope outer = Scope.open()) {
                outer.go(() -> {
                    grandchild.set(async(this::causeWhenCancelled));
                    try (Scope scope = Scope.open(ScopePolicy.SUPERVISE)) {
                        inner.set(scope.async(this::causeWhenCancelled));
                        scope.join();
                    }
                });
                parked(whenSet(inner));
                parked(whenSet(grandchild));
                outer.cancel(cause);
                assertThatThrownBy(outer::join).hasCause(cause);
            }
        });
        assertThat(inner.get().result()).containsSame(cause);
        assertThat(grandchild.get().result()).containsSame(cause);
    }

    @Test
    void aScopeFailsWithTheOneInWhoseBlockItIsOpen() throws Exception {
        Channel<Integer> gate = chan();
        Party<Void> opener = crew.start(() -> {
            try (Scope outer = Scope.open()) {
                outer.go(() -> {
                    gate.receive();
                    throw cause;
                });
                try (Scope scope = Scope.open(ScopePolicy.SUPERVISE)) {
                    scope.go(never::receive);
                    scope.join();
                }
            }
        });
        await(opener).toPark(RECEIVE);
        gate.send(1);
        assertThat(opener.failure()).isInstanceOf(ScopeFailedException.class).hasCause(cause);
    }

    @Test
    void aScopeThatIsOpenedInTheBlockOfOneThatHasFailedHasFailed() throws Exception {
        crew.run(() -> {
            try (Scope outer = Scope.open()) {
                outer.cancel(cause);
                try (Scope scope = Scope.open()) {
                    Fiber<?> late = scope.go(() -> {});
                    assertThatThrownBy(scope::join).hasCause(cause);
                    assertThat(late.state()).isEqualTo(FiberState.CANCELLED);
                }
                assertThatThrownBy(outer::join).hasCause(cause);
            }
        });
    }

    @Test
    void aFiberThatDoesNotHeedItIsWaitedForUntilItsNextBlockingCall() throws Exception {
        AtomicBoolean spins = new AtomicBoolean(true);
        AtomicBoolean isInLoop = new AtomicBoolean();
        AtomicReference<Fiber<Integer>> stubborn = new AtomicReference<>();
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                stubborn.set(scope.async(() -> {
                    isInLoop.set(true);
                    while (spins.get()) {
                        Thread.yield();
                    }
                    return never.receive();
                }));
                Await.until("it is in its loop", isInLoop::get);
            }
        });
        await(opener).toPark(RECEIVE);
        Fiber<Integer> fiber = whenSet(stubborn);
        assertThat(fiber.thread().isInterrupted()).isTrue();
        assertThat(opener.hasEnded()).isFalse();
        spins.set(false);
        opener.join();
        assertThat(fiber.state()).isEqualTo(FiberState.CANCELLED);
    }

    @Test
    void aFailureThatComesOfTheFirstIsNotToldTwice() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Fiber<Integer> failing = scope.async(() -> {
                    cleanup.receiveOrClosed();
                    throw cause;
                });
                scope.go(() -> {
                    try {
                        failing.result();
                    } catch (InterruptedException e) {
                        failing.join();
                        failing.result(); // throws
                    }
                });
                parked(failing);
                cleanup.close();
                assertThatThrownBy(scope::join).hasCause(cause).hasNoSuppressedExceptions();
            }
        });
    }

    @Test
    void nullIsNoCause() throws Exception {
        try (Scope scope = Scope.open()) {
            assertThatNullPointerException().isThrownBy(() -> scope.cancel(null));
            scope.go(() -> {}).result(); // nothing has been cancelled
        }
    }

    @Test
    void nobodyIsCancelledOutsideOfScopes() throws Exception {
        crew.run(() -> assertThat(cancellationCause()).isEmpty());
    }
}
