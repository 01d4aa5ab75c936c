package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.csp4j.Scope;
import org.csp4j.patterns.Late;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.patterns.flow.Pipeline;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link CspFuture} and {@link Promise}: settled once, for all who wait. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class CspFutureTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> gate = chan("gate");
    private final Promise<Integer> promise = new Promise<>();
    private final IOException failure = new IOException("of the work");
    private final Queue<String> events = new ConcurrentLinkedQueue<>();

    CspFutureTest(Setting setting) {
        crew = new Crew(setting);
    }

    @AfterEach
    void openTheGate() {
        gate.close();
    }

    /** Waits at the gate until it is interrupted, and says so. */
    private CspFuture<Integer> atTheGate() {
        CspFuture<Integer> future = CspFuture.async("gate-keeper", () -> {
            events.add("at the gate");
            try {
                return gate.receive();
            } catch (InterruptedException e) {
                events.add("interrupted");
                throw e;
            }
        });
        Await.until("it is at the gate", () -> events.contains("at the gate"));
        return future;
    }

    private void awaitInterrupt() {
        Await.until("it is interrupted", () -> events.contains("interrupted"));
    }

    @Nested
    class OneFuture {
        @Test
        void givesItsValueToAllWhoWait() throws Exception {
            List<Party<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Party<Integer> party = crew.start(() -> promise.future().get());
                await(party).toPark(RECEIVE);
                waiting.add(party);
            }
            assertThat(promise.future().poll()).isEmpty();
            assertThat(promise.complete(7)).isTrue();
            for (Party<Integer> party : waiting) {
                assertThat(party.result()).isEqualTo(7);
            }
            crew.run(() -> {
                assertThat(promise.future().get()).isEqualTo(7);
                assertThat(promise.future().await(Delays.NEGATIVE)).contains(new Settled.Success<>(7));
            });
        }

        @Test
        void isSettledOnce() throws Exception {
            assertThat(promise.fail(failure)).isTrue();
            assertThat(promise.complete(1)).isFalse();
            assertThat(promise.future().cancel()).isFalse();
            crew.run(() -> {
                assertThat(promise.future().await()).isEqualTo(new Settled.Failure<>(failure));
                assertThatThrownBy(() -> promise.future().get())
                        .isInstanceOf(FutureFailedException.class)
                        .hasMessageContaining("of the work")
                        .hasCause(failure);
            });
        }

        @Test
        void saysItsNameAndItsState() throws Exception {
            Promise<Integer> named = new Promise<>("answer");
            assertThat(named.future()).hasToString("future 'answer' is not settled yet");
            named.fail(failure);
            assertThat(named.future()).hasToString("future 'answer' has failed");
            assertThat(CspFuture.completed(1)).hasToString("future 'future' has a value");
            CspFuture<Integer> keeper = crew.call(CspFutureTest.this::atTheGate);
            keeper.cancel();
            assertThat(keeper).hasToString("future 'gate-keeper' was cancelled");
            crew.run(() -> {
                assertThatThrownBy(() -> named.future().get())
                        .hasMessage("future 'answer' has failed: java.io.IOException: of the work");
                assertThatThrownBy(keeper::get).hasMessageContaining("future 'gate-keeper' was cancelled");
            });
        }

        @Test
        void standsInASelect() throws Exception {
            crew.run(() -> {
                String early = select(promise.future().settled(Settled::toString), orElse(() -> "not yet"));
                assertThat(early).isEqualTo("not yet");
                promise.complete(1);
                boolean hasValue = select(promise.future().settled(Settled::isSuccess), receive(never(), _ -> false));
                assertThat(hasValue).isTrue();
            });
        }

        @Test
        void aTimeoutOrAnInterruptEndsTheWaitAlone() throws Exception {
            crew.run(() -> assertThat(promise.future().await(Delays.SHORT)).isEmpty());
            Party<Integer> waiting = crew.start(() -> promise.future().get());
            await(waiting).toPark(RECEIVE);
            waiting.interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            assertThat(promise.complete(1)).isTrue();
        }

        @Test
        void byAFiberHasWhatItReturnsOrThrows() throws Exception {
            crew.run(() -> {
                assertThat(CspFuture.async(() -> 5).get()).isEqualTo(5);
                assertThat(CspFuture.async(() -> {
                                    throw failure;
                                })
                                .await())
                        .isEqualTo(new Settled.Failure<>(failure));
                assertThatThrownBy(() -> CspFuture.async(() -> null).get())
                        .hasCauseInstanceOf(NullPointerException.class);
            });
        }

        @Test
        void thatIsCancelledInterruptsItsFiber() throws Exception {
            CspFuture<Integer> future = crew.call(CspFutureTest.this::atTheGate);
            assertThat(future.cancel()).isTrue();
            assertThat(future.cancel()).isFalse();
            awaitInterrupt();
            crew.run(() -> assertThatThrownBy(future::get).isInstanceOf(FutureCancelledException.class));
        }

        @Test
        void isCancelledWithTheScopeOfItsFiber() throws Exception {
            AtomicReference<CspFuture<Integer>> future = new AtomicReference<>();
            crew.run(() -> {
                try (Scope scope = Scope.open()) {
                    scope.go(() -> future.set(CspFuture.async(gate::receive))).join();
                }
            });
            crew.run(() -> assertThat(future.get().await()).isInstanceOf(Settled.Cancelled.class));
        }

        @Test
        void isCancelledThoughItsFiberNeverBegins() throws Exception {
            AtomicReference<CspFuture<Integer>> future = new AtomicReference<>();
            crew.run(() -> {
                Late.start(() -> future.set(CspFuture.async(() -> 1)));
            });
            crew.run(() -> assertThat(future.get().await()).isEqualTo(new Settled.Cancelled<>(null)));
        }

        @Test
        void tellsEachHookOnce() {
            promise.future().onSettled(what -> events.add("early " + what.isSuccess()));
            promise.future().onSettled(_ -> {
                throw new IllegalStateException("of a hook; this is logged");
            });
            promise.complete(1);
            promise.future().onSettled(what -> events.add("late " + what.isSuccess()));
            assertThat(events).containsExactly("early true", "late true");
        }

        @Test
        void refusesNulls() {
            assertThatNullPointerException().isThrownBy(() -> promise.complete(null));
            assertThatNullPointerException().isThrownBy(() -> promise.fail(null));
            assertThatNullPointerException().isThrownBy(() -> CspFuture.async(null));
            assertThatNullPointerException().isThrownBy(() -> CspFuture.async(null, () -> 1));
            assertThatNullPointerException().isThrownBy(() -> new Promise<>(null));
            assertThatNullPointerException().isThrownBy(() -> CspFuture.completed(null));
            assertThatNullPointerException().isThrownBy(() -> promise.future().onSettled(null));
            assertThatNullPointerException().isThrownBy(() -> promise.future().settled(null));
            assertThatNullPointerException().isThrownBy(() -> promise.future().then(null));
            assertThat(promise.future().poll()).isEmpty();
        }
    }

    @Nested
    class GoingOn {
        @Test
        void asAChannelItFeedsAPipeline() throws Exception {
            crew.run(() -> {
                CspFuture<Integer> future = CspFuture.async(() -> 20);
                assertThat(Pipeline.from(future.toChannel()).map(n -> n + 1).toList())
                        .containsExactly(21);
                assertThat(CspFuture.failed(failure).toChannel().receiveOrClosed())
                        .isEqualTo(new Received.Closed<>(failure));
                promise.future().cancel();
                assertThatThrownBy(promise.future().toChannel()::receive)
                        .hasCauseInstanceOf(FutureCancelledException.class);
            });
        }

        @Test
        void thenMakesSomethingOfTheValue() throws Exception {
            crew.run(() -> {
                CspFuture<String> next = promise.future().then(n -> "got " + n).then(text -> text + "!");
                promise.complete(1);
                assertThat(next.get()).isEqualTo("got 1!");
                assertThat(CspFuture.<Integer>failed(failure).then(n -> n).await())
                        .isEqualTo(new Settled.Failure<>(failure));
                assertThat(CspFuture.completed(1).then(_ -> throwIt()).await())
                        .isEqualTo(new Settled.Failure<>(failure));
            });
        }

        private Integer throwIt() throws IOException {
            throw failure;
        }

        @Test
        void thenPassesACancelOnAndNotBack() throws Exception {
            crew.run(() -> {
                CspFuture<Integer> first = promise.future().then(n -> n);
                CspFuture<Integer> second = promise.future().then(n -> n);
                second.cancel();
                assertThat(promise.future().poll()).isEmpty();
                promise.future().cancel();
                assertThat(first.await()).isInstanceOf(Settled.Cancelled.class);
            });
        }
    }

    @Nested
    class Several {
        private final Promise<Integer> other = new Promise<>();
        private final List<CspFuture<Integer>> both = List.of(promise.future(), other.future());

        @Test
        void allHasAllValuesInTheirOrder() throws Exception {
            CspFuture<List<Integer>> all = CspFuture.all(both);
            other.complete(2);
            assertThat(all.poll()).isEmpty();
            promise.complete(1);
            crew.run(() -> {
                assertThat(all.get()).containsExactly(1, 2);
                assertThat(CspFuture.<Integer>all(List.of()).get()).isEmpty();
            });
        }

        @Test
        void allFailsWithTheFirstAndCancelsTheOthers() throws Exception {
            CspFuture<Integer> working = crew.call(CspFutureTest.this::atTheGate);
            CspFuture<List<Integer>> all = CspFuture.all(List.of(working, promise.future()));
            promise.fail(failure);
            awaitInterrupt();
            crew.run(() -> assertThat(all.await()).isEqualTo(new Settled.Failure<>(failure)));
        }

        @Test
        void allThatIsCancelledCancelsEach() throws Exception {
            CspFuture<Integer> working = crew.call(CspFutureTest.this::atTheGate);
            CspFuture<List<Integer>> all = CspFuture.all(List.of(working, promise.future()));
            all.cancel();
            awaitInterrupt();
            assertThat(promise.future().poll()).contains(new Settled.Cancelled<>(null));
        }

        @Test
        void anyIsWhatTheFirstIs() throws Exception {
            CspFuture<Integer> any = CspFuture.any(both);
            other.fail(failure);
            crew.run(() -> assertThat(any.await()).isEqualTo(new Settled.Failure<>(failure)));
            assertThat(promise.future().poll()).contains(new Settled.Cancelled<>(null));
        }

        @Test
        void firstSuccessPassesFailuresOver() throws Exception {
            CspFuture<Integer> working = crew.call(CspFutureTest.this::atTheGate);
            CspFuture<Integer> first = CspFuture.firstSuccess(List.of(working, promise.future(), other.future()));
            other.fail(failure);
            assertThat(first.poll()).isEmpty();
            promise.complete(1);
            awaitInterrupt();
            crew.run(() -> assertThat(first.get()).isEqualTo(1));
        }

        @Test
        void firstSuccessFailsWhenAllHave() throws Exception {
            CspFuture<Integer> first = CspFuture.firstSuccess(both);
            other.fail(failure);
            promise.future().cancel();
            crew.run(() -> assertThatThrownBy(first::get)
                    .cause()
                    .isInstanceOf(NoSuccessException.class)
                    .satisfies(none -> assertThat(none.getSuppressed())
                            .hasSize(2)
                            .contains(failure)
                            .hasAtLeastOneElementOfType(FutureCancelledException.class)));
        }

        @Test
        void ofNoneThereIsNoFirst() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CspFuture.any(List.of()))
                    .withMessageContaining("0 futures");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CspFuture.firstSuccess(List.of()))
                    .withMessageContaining("0 futures");
        }
    }

    /** Completes, fails, cancels, hooks and waits at the same time: one outcome, which all see, and each hook is told once. */
    @Test
    void allSeeOneOutcome() throws Exception {
        for (int round = 0; round < Rounds.of(500); round++) {
            Promise<Integer> raced = new Promise<>();
            Queue<Settled<Integer>> told = new ConcurrentLinkedQueue<>();
            List<Party<Boolean>> settlers = List.of(
                    crew.start(() -> raced.complete(1)),
                    crew.start(() -> raced.fail(failure)),
                    crew.start(() -> raced.future().cancel()));
            List<Party<Settled<Integer>>> waiting =
                    List.of(crew.start(() -> raced.future().await()), crew.start(() -> {
                        raced.future().onSettled(told::add);
                        return raced.future().await();
                    }));
            int winners = 0;
            for (Party<Boolean> settler : settlers) {
                winners += settler.result() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
            Settled<Integer> outcome = raced.future().poll().orElseThrow();
            for (Party<Settled<Integer>> party : waiting) {
                assertThat(party.result()).isSameAs(outcome);
            }
            Await.until("the hook is told", () -> !told.isEmpty());
            assertThat(told).containsExactly(outcome);
        }
    }
}
