package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.go;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Scopes that run so many fibers at a time, and no more. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ScopeLimitTest extends ScopeFixture {
    private final AtomicInteger begun = new AtomicInteger();

    ScopeLimitTest(Setting setting) {
        super(setting);
    }

    private static Scope limitedTo(int limit) {
        return Scope.builder().limit(limit).open();
    }

    @Test
    void startingWaitsWhileAsManyRun() throws Exception {
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = limitedTo(2)) {
                scope.async(cleanup::receive);
                scope.async(cleanup::receive);
                scope.go(begun::incrementAndGet);
                scope.join();
            }
        });
        await(opener).toPark(SEND);
        assertThat(begun).hasValue(0);
        cleanup.send(1);
        cleanup.send(2);
        opener.join();
        assertThat(begun).hasValue(1);
    }

    @Test
    void soManyNeverRunAtTheSameTime() throws Exception {
        int limit = 3;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        crew.run(() -> {
            try (Scope scope = limitedTo(limit)) {
                for (int i = 0; i < Rounds.of(2_000); i++) {
                    scope.go(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.yield();
                        running.decrementAndGet();
                        begun.incrementAndGet();
                    });
                }
                scope.join();
            }
        });
        assertThat(most.get()).isBetween(1, limit);
        assertThat(begun).hasValue(Rounds.of(2_000));
    }

    @Test
    void tryingDeclinesWhileAsManyRun() throws Exception {
        crew.run(() -> {
            try (Scope scope = limitedTo(1)) {
                Fiber<Integer> one =
                        parked(scope.tryAsync("one", cleanup::receive).orElseThrow());
                assertThat(one.name()).isEqualTo("one");
                assertThat(scope.tryGo(begun::incrementAndGet)).isEmpty();
                assertThat(scope.tryGo("named", begun::incrementAndGet)).isEmpty();
                assertThat(scope.tryAsync(begun::incrementAndGet)).isEmpty();
                cleanup.send(1);
                one.join();
                assertThat(scope.tryAsync(begun::incrementAndGet).orElseThrow().result())
                        .isEqualTo(1);
                scope.join();
            }
        });
    }

    @Test
    void tryingIsNeverDeclinedWithoutALimit() throws Exception {
        try (Scope scope = Scope.open()) {
            for (int i = 0; i < 100; i++) {
                assertThat(scope.tryGo(begun::incrementAndGet)).isPresent();
            }
            scope.join();
        }
        assertThat(begun).hasValue(100);
    }

    @Test
    void aStartThatWaitsIsEndedByTheFailureOfTheScope() throws Exception {
        AtomicReference<Fiber<?>> late = new AtomicReference<>();
        IOException failure = new IOException("fails");
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = limitedTo(1)) {
                scope.go(() -> {
                    cleanup.receive();
                    throw failure;
                });
                late.set(scope.go(begun::incrementAndGet));
                scope.join();
            }
        });
        await(opener).toPark(SEND);
        cleanup.send(1);
        assertThat(opener.failure()).hasCause(failure);
        assertThat(late.get().state()).isEqualTo(FiberState.CANCELLED);
        assertThat(begun).hasValue(0);
    }

    @Test
    void aStartThatWaitsIsEndedByACancel() throws Exception {
        AtomicReference<Scope> opened = new AtomicReference<>();
        Party<FiberState> opener = crew.start(() -> {
            try (Scope scope = limitedTo(1)) {
                scope.async(this::clean); // is cancelled, but keeps its room
                opened.set(scope);
                Fiber<?> late = scope.go(begun::incrementAndGet);
                assertThat(scope.tryGo(begun::incrementAndGet)).isPresent(); // which never begins either
                cleanup.close();
                scope.join();
                return late.state();
            }
        });
        await(opener).toPark(SEND);
        whenSet(opened).cancel();
        assertThat(opener.result()).isEqualTo(FiberState.CANCELLED);
        assertThat(begun).hasValue(0);
    }

    @Test
    void aStartThatIsInterruptedStartsNothing() throws Exception {
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = limitedTo(1)) {
                Fiber<Integer> one = scope.async(cleanup::receive);
                assertThatThrownBy(() -> scope.go(begun::incrementAndGet)).isInstanceOf(InterruptedException.class);
                cleanup.send(1);
                assertThat(one.result()).isEqualTo(1);
                scope.go(() -> {}); // there is room again, for this one
                scope.join();
            }
        });
        await(opener).toPark(SEND);
        opener.interrupt();
        opener.join();
        assertThat(begun).hasValue(0);
    }

    @Test
    void anInterruptKeepsAStartFromBeginning() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> scope.go(begun::incrementAndGet)).isInstanceOf(InterruptedException.class);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> scope.async(begun::incrementAndGet)).isInstanceOf(InterruptedException.class);
            }
        });
        assertThat(begun).hasValue(0);
    }

    @Test
    void aFiberThatIsCancelledBeforeItBeginsLeavesItsRoom() throws Exception {
        crew.run(() -> {
            try (Scope scope = limitedTo(1)) {
                for (int i = 0; i < Rounds.of(200); i++) {
                    scope.go(() -> {}).cancel(); // which may have begun
                }
                scope.go(begun::incrementAndGet);
                scope.join();
            }
        });
        assertThat(begun).hasValue(1);
    }

    @Test
    void aFiberThatCannotBeStartedLeavesItsRoom() throws Exception {
        crew.run(() -> {
            Scope scope = limitedTo(1);
            scope.close();
            for (Action start : List.<Action>of(
                    () -> scope.go(() -> {}), () -> scope.async(() -> 1), () -> scope.tryGo(() -> {}))) {
                assertThatThrownBy(start::run).isInstanceOf(ScopeClosedException.class);
            }
        });
        try (Scheduler scheduler = Scheduler.builder().build()) {
            Channel<Integer> gate = cleanup;
            Fiber<Integer> opener = scheduler.async(() -> {
                try (Scope scope = limitedTo(1)) {
                    gate.receive();
                    for (int i = 0; i < 2; i++) { // the second does not wait for the room of the first
                        assertThatThrownBy(() -> scope.go(() -> {})).isInstanceOf(SchedulerClosedException.class);
                    }
                    return 1;
                }
            });
            parked(opener);
            Party<Void> closer = crew.start(() -> scheduler.close());
            Await.until("it is closed", scheduler::isClosed);
            gate.send(1);
            assertThat(opener.result()).isEqualTo(1);
            closer.join();
        }
    }

    @Test
    void whatFibersStartBesidesTheScopeDoesNotCount() throws Exception {
        crew.run(() -> {
            try (Scope scope = limitedTo(1)) {
                scope.go(() -> go(() -> go(begun::incrementAndGet).join()).join());
                scope.join();
            }
        });
        assertThat(begun).hasValue(1);
    }

    @Test
    void ofLessThanOneIsRefused() {
        for (int limit : new int[] {0, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Scope.builder().limit(limit))
                    .withMessageContaining(String.valueOf(limit));
        }
    }
}
