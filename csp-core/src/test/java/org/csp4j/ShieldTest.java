package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.shield;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Csp.shield}: what neither a cancellation nor an interrupt reaches. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ShieldTest extends ScopeFixture {
    ShieldTest(Setting setting) {
        super(setting);
    }

    @Test
    void runsTheBodyAndWaitsForItAndWhatItStarts() throws Exception {
        AtomicReference<Fiber<?>> started = new AtomicReference<>();
        Party<Void> caller = crew.start(() -> shield(Delays.LONG, () -> {
            started.set(parked(go(() -> never.receive())));
            cleanup.receive();
        }));
        parked(whenSet(started));
        await(caller).toPark(RECEIVE);
        cleanup.send(1);
        caller.join();
        assertThat(started.get().state()).isEqualTo(FiberState.CANCELLED);
    }

    @Test
    void anInterruptIsKeptUntilItIsOver() throws Exception {
        for (boolean isBefore : new boolean[] {true, false}) {
            Party<Integer> caller = crew.start(() -> {
                List<Integer> received = new ArrayList<>();
                if (isBefore) {
                    Thread.currentThread().interrupt();
                }
                shield(Delays.LONG, () -> received.add(cleanup.receive()));
                assertThat(Thread.interrupted()).isTrue();
                return received.getFirst();
            });
            await(caller).toPark(RECEIVE);
            if (!isBefore) {
                caller.interrupt();
            }
            cleanup.send(7);
            assertThat(caller.result()).isEqualTo(7);
        }
    }

    @Test
    void aCancellationOfTheScopeDoesNotReachIt() throws Exception {
        AtomicReference<Fiber<?>> worker = new AtomicReference<>();
        AtomicBoolean isClean = new AtomicBoolean();
        IOException cause = new IOException("the cause");
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                worker.set(parked(scope.go(() -> {
                    try {
                        never.receive();
                    } finally {
                        shield(Delays.LONG, () -> {
                            assertThat(Csp.cancellationCause()).containsSame(cause);
                            try (Scope inner = Scope.open()) { // works as ever
                                inner.go(() -> {
                                    cleanup.receive();
                                    isClean.set(true);
                                });
                                inner.join();
                            }
                        });
                    }
                })));
                scope.cancel(cause);
                assertThatThrownBy(scope::join).hasCause(cause);
            }
        });
        awaitIn(whenSet(worker), "end of shielded section");
        worker.get().cancel(); // once more
        cleanup.send(1);
        opener.join();
        assertThat(isClean).isTrue();
        assertThat(worker.get().state()).isEqualTo(FiberState.CANCELLED);
    }

    @Test
    void throwsWhatTheBodyThrows() {
        for (Throwable failure : List.of(new IOException("checked"), new StackOverflowError("error"))) {
            Party<Void> caller = crew.start(() -> shield(Delays.LONG, () -> {
                if (failure instanceof Exception e) throw e;
                throw (Error) failure;
            }));
            assertThat(caller.failure()).isSameAs(failure);
        }
    }

    @Test
    void noTimeIsNoTime() {
        AtomicBoolean began = new AtomicBoolean();
        for (Duration none : List.of(Duration.ZERO, Delays.NEGATIVE)) {
            assertThat(crew.start(() -> shield(none, () -> {
                                began.set(true);
                                never.receive();
                            }))
                            .failure())
                    .isInstanceOf(ScopeTimeoutException.class);
        }
    }

    @Test
    void inheritsNoDeadlineAndHandsOnItsOwn() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.builder().timeout(Duration.ofMinutes(1)).open()) {
                assertThat(scope.deadline().orElseThrow().remaining()).isLessThan(Duration.ofMinutes(2));
                shield(Delays.LONG, () -> {
                    try (Scope inner =
                            Scope.builder().timeout(Delays.LONG.multipliedBy(2)).open()) {
                        assertThat(inner.deadline().orElseThrow().remaining())
                                .isBetween(Delays.LONG.dividedBy(2), Delays.LONG);
                    }
                });
            }
        });
    }

    /** A scheduler that is closed starts no fibers any more, while those that live clean up. */
    @Test
    void worksWhileTheSchedulerIsBeingClosed() throws Exception {
        AtomicBoolean isClean = new AtomicBoolean();
        Scheduler scheduler = Scheduler.builder().build();
        Fiber<?> worker = parked(scheduler.go(() -> {
            try {
                never.receive();
            } finally {
                shield(Delays.LONG, () -> {
                    cleanup.receive();
                    isClean.set(true);
                });
            }
        }));
        Party<Void> closer = crew.start(() -> scheduler.close());
        Await.until("it is closed", scheduler::isClosed);
        worker.cancel();
        cleanup.send(1);
        closer.join();
        assertThat(isClean).isTrue();
    }

    /** What cancels every fiber of a scheduler reaches this one, too. */
    @Test
    void isCancelledWithItsScheduler() throws Exception {
        Scheduler scheduler = Scheduler.builder().build();
        Fiber<?> caller = scheduler.async(() -> {
            shield(Delays.LONG, () -> never.receive());
            return null;
        });
        awaitIn(caller, "end of shielded section");
        Await.until("it waits", () -> scheduler.stats().parked() == 2);
        assertThat(scheduler.close(Duration.ZERO)).hasSize(2);
        assertThatThrownBy(caller::result).hasCauseInstanceOf(FiberCancelledException.class);
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> shield(null, () -> {}));
        assertThatNullPointerException().isThrownBy(() -> shield(Delays.LONG, null));
    }
}
