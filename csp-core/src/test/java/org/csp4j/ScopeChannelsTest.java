package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.SelectFixtures.assertNothingRegistered;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels that a scope owns, and {@code done}. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ScopeChannelsTest extends ScopeFixture {
    private final IOException failure = new IOException("the failure");

    ScopeChannelsTest(Setting setting) {
        super(setting);
    }

    @Nested
    class Owned {
        @Test
        void closeWithTheFailureOfTheScope() throws Exception {
            Channel<Integer> owned = chan("owned");
            Party<Void> opener = crew.start(() -> {
                try (Scope scope = Scope.open()) {
                    assertThat(scope.own(owned)).isSameAs(owned);
                    scope.go(() -> {
                        cleanup.receive();
                        throw failure;
                    });
                    assertThatThrownBy(owned::receive)
                            .isInstanceOf(ChannelClosedException.class)
                            .hasCause(failure);
                    assertThatThrownBy(scope::join).hasCause(failure);
                }
            });
            await(opener).toPark(RECEIVE);
            cleanup.send(1);
            opener.join();
        }

        @Test
        void closePlainlyAtItsEnd() throws Exception {
            crew.run(() -> {
                Channel<Integer> owned = chan();
                SendChannel<Integer> view = Csp.<Integer>chan().sendOnly();
                try (Scope scope = Scope.open()) {
                    scope.own(owned);
                    scope.own(view);
                    scope.go(() -> {});
                    scope.join();
                    assertThat(owned.isClosed()).isFalse(); // more could be started
                }
                assertThat(owned.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
                assertThat(view.isClosed()).isTrue();
            });
        }

        @Test
        void closeWithTheFirstFailureThatACollectingScopeEndsWith() throws Exception {
            crew.run(() -> {
                Channel<Integer> owned = chan();
                try (Scope scope = Scope.open(ScopePolicy.COLLECT_ALL)) {
                    scope.own(owned);
                    scope.go(failing(failure)).join();
                    assertThat(owned.isClosed()).isFalse();
                    assertThatThrownBy(scope::join).hasCause(failure);
                }
                assertThat(owned.receiveOrClosed()).isEqualTo(new Received.Closed<>(failure));
            });
        }

        @Test
        void closeWhenACancelledScopeHasNoFibersAnyMore() throws Exception {
            AtomicReference<Scope> opened = new AtomicReference<>();
            Channel<Integer> owned = chan("owned");
            Party<Void> opener = crew.start(() -> {
                try (Scope scope = Scope.open()) {
                    scope.own(owned);
                    parked(scope.async(ScopeChannelsTest.this::clean));
                    opened.set(scope);
                    assertThat(owned.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
                    scope.join();
                    Channel<Integer> later = scope.own(chan());
                    assertThat(later.isClosed()).isTrue();
                }
            });
            Scope scope = whenSet(opened);
            await(opener).toPark(RECEIVE);
            scope.cancel();
            assertThat(owned.isClosed()).isFalse(); // who cleans up may use it
            cleanup.close();
            opener.join();
        }

        @Test
        void closeAtOnceIfTheScopeHasFailedAndIsCancelledEmpty() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open()) {
                    scope.cancel();
                    assertThat(scope.own(chan()).isClosed()).isTrue();
                }
                try (Scope scope = Scope.open()) {
                    scope.cancel(failure);
                    assertThatThrownBy(scope.own(chan())::receive).hasCause(failure);
                    assertThatThrownBy(scope::join).hasCause(failure);
                }
            });
        }

        @Test
        void areNotTakenByAScopeThatIsClosed() {
            Channel<Integer> channel = chan();
            Scope scope = Scope.builder().name("gone").open();
            scope.close();
            assertThatThrownBy(() -> scope.own(channel))
                    .isInstanceOf(ScopeClosedException.class)
                    .hasMessageContaining("gone");
            assertThat(channel.isClosed()).isFalse();
        }

        @Test
        void areForgottenWhenTheyAreClosed() throws Exception {
            try (Scope scope = Scope.open()) {
                List<WeakReference<Channel<Integer>>> closed = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    Channel<Integer> channel = scope.own(chan());
                    channel.close();
                    closed.add(new WeakReference<>(channel));
                }
                Await.until("most of them are gone", () -> {
                    System.gc();
                    return closed.stream()
                                    .filter(reference -> reference.get() != null)
                                    .count()
                            < 100;
                });
            }
        }

        @Test
        void nullIsRefused() {
            try (Scope scope = Scope.open()) {
                assertThatNullPointerException().isThrownBy(() -> scope.own(null));
            }
        }
    }

    @Nested
    class Done {
        @Test
        void closesWhenAllHaveEnded() throws Exception {
            Party<String> opener = crew.start(() -> {
                try (Scope scope = Scope.open()) {
                    scope.async(cleanup::receive);
                    return select(
                            receive(never, _ -> "received"), receive(scope.done(), _ -> "delivered", () -> "done"));
                }
            });
            await(opener).toPark(SELECT);
            cleanup.send(1);
            assertThat(opener.result()).isEqualTo("done");
            assertNothingRegistered(never, cleanup);
        }

        @Test
        void isClosedWhileThereIsNobody() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open()) {
                    assertThat(scope.done().isDrained()).isTrue();
                    Fiber<Integer> fiber = scope.async(cleanup::receive);
                    ReceiveChannel<Void> done = scope.done();
                    assertThat(done.isDrained()).isFalse();
                    parked(fiber);
                    cleanup.send(1);
                    assertThat(done.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
                    assertThat(scope.done().isDrained()).isTrue();
                }
            });
        }

        @Test
        void hasTheFailureAsCause() throws Exception {
            crew.run(() -> {
                for (ScopePolicy policy : List.of(ScopePolicy.FAIL_FAST, ScopePolicy.COLLECT_ALL)) {
                    try (Scope scope = Scope.open(policy)) {
                        scope.go(failing(failure));
                        ReceiveChannel<Void> done = scope.done();
                        assertThat(done.receiveOrClosed()).isEqualTo(new Received.Closed<>(failure));
                        assertThatThrownBy(scope::join).hasCause(failure);
                    }
                }
            });
        }

        @Test
        void oneWhoCancelsItDoesNotDeceiveAJoin() throws Exception {
            AtomicReference<Scope> opened = new AtomicReference<>();
            Party<Integer> opener = crew.start(() -> {
                try (Scope scope = Scope.open()) {
                    Fiber<Integer> fiber = scope.async(cleanup::receive);
                    opened.set(scope);
                    scope.join();
                    return fiber.result();
                }
            });
            Scope scope = whenSet(opened);
            await(opener).toPark(RECEIVE);
            scope.done().cancel();
            assertThat(scope.done().isDrained()).isFalse();
            await(opener).toPark(RECEIVE);
            cleanup.send(1);
            assertThat(opener.result()).isEqualTo(1);
        }

        /** While a fiber lives the channel does not close, however often the scope has been empty just before. */
        @Test
        void isNotDeceivedByAnEmptyMomentBefore() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open()) {
                    for (int i = 0; i < Rounds.of(1_000); i++) {
                        scope.go(() -> {});
                        ReceiveChannel<Void> earlier = scope.done();
                        scope.join(); // the last fiber may still be about to tell of it
                        Channel<Integer> gate = chan();
                        scope.go(() -> gate.receive());
                        ReceiveChannel<Void> done = scope.done();
                        Thread.yield();
                        assertThat(done.isDrained()).isFalse();
                        gate.send(i);
                        done.receiveOrClosed();
                        earlier.receiveOrClosed();
                    }
                }
            });
        }
    }
}
