package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.onElse;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.onSend;
import static org.csp4j.Csp.onTimeout;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelect;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.sendFrom;
import static org.csp4j.Csp.tier;
import static org.csp4j.Csp.tieredSelect;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.when;
import static org.csp4j.SelectFixtures.array;
import static org.csp4j.SelectFixtures.assertNothingRegistered;
import static org.csp4j.SelectFixtures.manyReceives;
import static org.csp4j.SelectFixtures.mustNot;
import static org.csp4j.SelectFixtures.receives;
import static org.csp4j.SelectFixtures.stores;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;
import static org.csp4j.testsupport.Await.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a one-shot select does, sentence by sentence of its Javadoc. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class SelectTest {
    @RegisterExtension
    final Crew crew;

    final Channel<Integer> c1 = chan("c1"); // rendezvous
    final Channel<Integer> c2 = chan("c2");
    final Channel<Integer> store = chan("store", 1);
    final Channel<Integer> otherStore = chan("other store", 1);

    SelectTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Nested
    class WithNoCase {
        @Test
        void waitsUntilInterrupted() throws Exception {
            Party<Object> party = crew.start(() -> select());
            await(party).toPark(SELECT);
            assertThat(WaitReason.of(party.thread()).orElseThrow().subject()).isEqualTo("no cases");
            party.interrupt();
            assertThat(party.failure()).isInstanceOf(InterruptedException.class);
        }

        @Test
        void waitsUntilInterruptedByPriority() throws Exception {
            Party<Object> party = crew.start(() -> prioritySelect());
            await(party).toPark(SELECT);
            party.interrupt();
            assertThat(party.failure()).isInstanceOf(InterruptedException.class);
        }

        @Test
        void waitsUntilInterruptedInTiers() throws Exception {
            Party<Object> party = crew.start(() -> tieredSelect());
            await(party).toPark(SELECT);
            party.interrupt();
            assertThat(party.failure()).isInstanceOf(InterruptedException.class);
        }

        @Test
        void waitsUntilInterruptedIfAllGuardsAreOff() throws Exception {
            store.send(1);
            Party<Integer> party = crew.start(() -> select(
                    when(false, receive(store)),
                    when(false, timeout(Duration.ZERO, SelectFixtures::<Integer>mustNot)),
                    when(false, orElse(SelectFixtures::<Integer>mustNot))));
            await(party).toPark(SELECT);
            party.interrupt();
            assertThat(party.failure()).isInstanceOf(InterruptedException.class);
            assertThat(store.size()).isEqualTo(1);
        }
    }

    @Nested
    class WithAReadyCase {
        @Test
        void receivesWhatIsStored() throws Exception {
            store.send(7);
            assertThat(crew.<String>call(() -> select(receive(store, v -> "got " + v))))
                    .isEqualTo("got 7");
            assertThat(store.size()).isZero();
        }

        @Test
        void receivesFromASenderThatWaits() throws Exception {
            Party<Void> sender = crew.start(() -> c1.send(7));
            await(sender).toPark(SEND);
            assertThat(crew.<Integer>call(() -> select(receive(c1)))).isEqualTo(7);
            sender.join();
        }

        @Test
        void storesWhereThereIsRoom() throws Exception {
            assertThat(crew.<String>call(() -> select(send(store, 7, () -> "sent"))))
                    .isEqualTo("sent");
            assertThat(store.receive()).isEqualTo(7);
        }

        @Test
        void sendsToAReceiverThatWaits() throws Exception {
            Party<Integer> receiver = crew.start(() -> c1.receive());
            await(receiver).toPark(RECEIVE);
            assertThat(crew.<String>call(() -> select(send(c1, 7, () -> "sent"))))
                    .isEqualTo("sent");
            assertThat(receiver.result()).isEqualTo(7);
        }

        @Test
        void performsExactlyOne() throws Exception {
            for (int round = 0; round < 100; round++) {
                store.send(1);
                AtomicInteger handled = new AtomicInteger();
                Channel<Integer> room = chan(1);
                crew.run(() -> select(
                        onReceive(store, _ -> handled.incrementAndGet()),
                        onSend(room, 2, handled::incrementAndGet),
                        onTimeout(Duration.ZERO, SelectFixtures::mustNot)));
                assertThat(handled).hasValue(1);
                assertThat((1 - store.size()) + room.size()).isEqualTo(1);
                store.drainTo(new ArrayList<>());
            }
        }

        @Test
        void runsTheHandlerOnTheCallersThread() throws Exception {
            crew.run(() -> {
                store.send(1);
                Thread handler = select(receive(store, _ -> Thread.currentThread()));
                assertThat(handler).isSameAs(Thread.currentThread());
            });
        }

        @Test
        void returnsWhatTheHandlerReturnsEvenNull() throws Exception {
            store.send(1);
            assertThat(crew.<Object>call(() -> select(receive(store, _ -> null))))
                    .isNull();
        }

        @Test
        void doesNotWaitForTheOthers() throws Exception {
            store.send(1);
            assertThat(crew.<Integer>call(() -> select(receive(c1), receive(store), send(c2, 1, () -> 0))))
                    .isEqualTo(1);
            assertNothingRegistered(c1, c2, store);
        }

        @Test
        void leavesTheOtherReadyCasesAlone() throws Exception {
            Party<Void> sender = crew.start(() -> c1.send(1));
            Party<Void> other = crew.start(() -> c2.send(2));
            await(sender).toPark(SEND);
            await(other).toPark(SEND);
            int got = crew.call(() -> select(receive(c1), receive(c2)));
            int left = got == 1 ? 2 : 1;
            await(left == 1 ? sender : other).toPark(SEND);
            assertThat((left == 1 ? c1 : c2).receive()).isEqualTo(left);
        }
    }

    @Nested
    class WithoutAReadyCase {
        @Test
        void waitsForAnElement() throws Exception {
            Party<String> party = crew.start(() -> select(receive(c1, v -> "1: " + v), receive(store, v -> "s: " + v)));
            await(party).toPark(SELECT);
            store.send(7);
            assertThat(party.result()).isEqualTo("s: 7");
            assertNothingRegistered(c1, store);
            assertThat(store.size()).isZero();
        }

        @Test
        void waitsForAReceiver() throws Exception {
            Party<String> party = crew.start(() -> select(send(c1, 1, () -> "1"), send(c2, 2, () -> "2")));
            await(party).toPark(SELECT);
            assertThat(c2.receive()).isEqualTo(2);
            assertThat(party.result()).isEqualTo("2");
            assertNothingRegistered(c1, c2);
        }

        @Test
        void waitsForRoom() throws Exception {
            store.send(1);
            Party<String> party =
                    crew.start(() -> select(send(store, 2, () -> "stored"), receive(c1, v -> "got " + v)));
            await(party).toPark(SELECT);
            assertThat(store.receive()).isEqualTo(1);
            assertThat(party.result()).isEqualTo("stored");
            assertThat(store.receive()).isEqualTo(2);
            assertNothingRegistered(c1, store);
        }

        @Test
        void isServedByTrySendAndTryReceive() throws Exception {
            Party<String> party = crew.start(() -> select(receive(c1, v -> "got " + v), send(c2, 2, () -> "sent")));
            await(party).toPark(SELECT);
            assertThat(c1.trySend(1)).isInstanceOf(Sent.Ok.class);
            assertThat(party.result()).isEqualTo("got 1");

            party = crew.start(() -> select(receive(c1, v -> "got " + v), send(c2, 2, () -> "sent")));
            await(party).toPark(SELECT);
            assertThat(c2.tryReceive()).isEqualTo(new Received.Value<>(2));
            assertThat(party.result()).isEqualTo("sent");
        }

        @Test
        void standsInTheOrderOfArrivalAmongThoseWhoWait() throws Exception {
            Party<Integer> receiver = crew.start(() -> c1.receive());
            await(receiver).toPark(RECEIVE);
            Party<Integer> party = crew.start(() -> select(receive(c1), receive(c2)));
            await(party).toPark(SELECT);
            Party<Integer> last = crew.start(() -> c1.receive());
            await(last).toPark(RECEIVE);
            c1.send(1);
            c1.send(2);
            c1.send(3);
            assertThat(List.of(receiver.result(), party.result(), last.result()))
                    .containsExactly(1, 2, 3);
        }

        @Test
        void oneElementGoesToOneOfManySelects() throws Exception {
            List<Party<Integer>> parties = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Party<Integer> party = crew.start(() -> select(receive(c1), receive(c2)));
                await(party).toPark(SELECT);
                parties.add(party);
            }
            for (int i = 0; i < 10; i++) {
                (i % 2 == 0 ? c1 : c2).send(i);
                assertThat(parties.get(i).result()).isEqualTo(i);
            }
            assertNothingRegistered(c1, c2);
        }

        @Test
        void saysWhatItWaitsFor() throws Exception {
            Party<Integer> party = crew.start(() -> select(receive(c1), send(c2, 1, () -> 0)));
            await(party).toPark(SELECT);
            assertThat(WaitReason.of(party.thread())).contains(new WaitReason(SELECT, "receive from c1, send to c2"));
            c1.send(1);
            party.join();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 64, 65, 200}) // more than 64 are kept in another way
        void takesWhicheverOfMany(int count) throws Exception {
            List<Channel<Integer>> channels = stores(count);
            for (int chosen : new int[] {0, count / 2, count - 1}) {
                Party<Integer> party = crew.start(() -> select(receives(channels)));
                await(party).toPark(SELECT);
                channels.get(chosen).send(chosen);
                assertThat(party.result()).isEqualTo(chosen);
                channels.forEach(SelectFixtures::assertNothingRegistered);
            }
        }

        @Test
        void countsItsCasesInsteadIfTheyAreMany() throws Exception {
            Party<Integer> party = crew.start(() -> select(manyReceives(9, c1)));
            await(party).toPark(SELECT);
            assertThat(WaitReason.of(party.thread())).contains(new WaitReason(SELECT, "9 cases"));
            c1.send(1);
            party.join();
        }
    }

    @Nested
    class Default {
        @Test
        void isChosenIfTheOneOtherCaseCannotGoOn() throws Exception {
            assertThat(crew.<Integer>call(() -> select(receive(c1), orElse(() -> 9))))
                    .isEqualTo(9);
            assertNothingRegistered(c1);
        }

        @Test
        void isChosenIfNoneOfManyCanGoOn() throws Exception {
            otherStore.send(1);
            assertThat(crew.<Integer>call(() -> select(
                            receive(c1),
                            orElse(() -> 9),
                            send(c2, 1, () -> 0),
                            receive(store),
                            send(otherStore, 2, () -> 0))))
                    .isEqualTo(9);
            assertNothingRegistered(c1, c2, store, otherStore);
            assertThat(otherStore.size()).isEqualTo(1);
        }

        @Test
        void isChosenIfThereIsNoOther() throws Exception {
            assertThat(crew.<Integer>call(() -> select(orElse(() -> 9)))).isEqualTo(9);
        }

        @Test
        void isNotChosenIfAnotherCanGoOn() throws Exception {
            for (int i = 0; i < 100; i++) {
                store.send(1);
                assertThat(crew.<Integer>call(() -> select(orElse(SelectFixtures::<Integer>mustNot), receive(store))))
                        .isEqualTo(1);
            }
        }

        @Test
        void winsOverATimeoutThatHasPassed() throws Exception {
            assertThat(crew.<Integer>call(() -> select(timeout(Duration.ZERO, () -> 0), receive(c1), orElse(() -> 9))))
                    .isEqualTo(9);
        }

        @Test
        void isRefusedIfItStandsTwiceBeforeAnythingIsAsked() throws Exception {
            crew.run(() -> {
                assertThatThrownBy(() -> select(orElse(() -> 1), orElse(() -> 2)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("orElse");
                assertThatThrownBy(() -> select(
                                when(SelectFixtures::<Boolean>mustNot, receive(c1)),
                                sendFrom(store, SelectFixtures::mustNot, () -> 0),
                                orElse(() -> 1),
                                when(false, orElse(() -> 2))))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> tieredSelect(tier(orElse(() -> 1)), tier(orElse(() -> 2))))
                        .isInstanceOf(IllegalArgumentException.class);
            });
        }
    }

    @Nested
    class OnAClosedChannel {
        @Test
        void aReceiveRunsItsClosedBranch() throws Exception {
            c1.close();
            assertThat(crew.<String>call(() -> select(receive(c1, _ -> mustNot(), () -> "closed"))))
                    .isEqualTo("closed");
        }

        @Test
        void aReceiveWithoutAClosedBranchFails() throws Exception {
            Exception cause = new Exception("reason");
            c1.close(cause);
            crew.run(() -> assertThatThrownBy(() -> select(receive(c1), receive(c2)))
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("receive from channel 'c1'")
                    .hasCause(cause));
            assertNothingRegistered(c1, c2);
        }

        @Test
        void aReceiveFirstDrainsWhatIsStored() throws Exception {
            store.send(1);
            store.close();
            assertThat(crew.<Integer>call(() -> select(receive(store, v -> v, () -> -1))))
                    .isEqualTo(1);
            assertThat(crew.<Integer>call(() -> select(receive(store, v -> v, () -> -1))))
                    .isEqualTo(-1);
        }

        @Test
        void aSendFailsEvenIfThereIsRoom() throws Exception {
            store.close();
            crew.run(() -> assertThatThrownBy(() -> select(send(store, 1, SelectFixtures::mustNot)))
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("send on channel 'store'"));
            assertThat(store.size()).isZero();
        }

        @Test
        void aCloseEndsTheWaitOfAReceive() throws Exception {
            Party<String> party =
                    crew.start(() -> select(receive(c1, _ -> mustNot(), () -> "closed"), receive(c2, _ -> mustNot())));
            await(party).toPark(SELECT);
            c1.close();
            assertThat(party.result()).isEqualTo("closed");
            assertNothingRegistered(c1, c2);
        }

        @Test
        void aCloseEndsTheWaitOfAReceiveWithoutAClosedBranchByAnException() throws Exception {
            Party<Integer> party = crew.start(() -> select(receive(c1), receive(c2)));
            await(party).toPark(SELECT);
            c1.close();
            assertThat(party.failure()).isInstanceOf(ChannelClosedException.class);
            assertNothingRegistered(c1, c2);
        }

        @Test
        void aCloseEndsTheWaitOfASendByAnException() throws Exception {
            store.send(1);
            Party<Integer> party =
                    crew.start(() -> select(send(store, 2, SelectFixtures::<Integer>mustNot), receive(c2)));
            await(party).toPark(SELECT);
            store.close();
            assertThat(party.failure())
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("send on");
            assertNothingRegistered(store, c2);
            assertThat(store.receive()).isEqualTo(1);
            assertThat(store.isDrained()).isTrue();
        }

        @Test
        void aCancelEndsTheWaitOfASend() throws Exception {
            Party<Integer> party = crew.start(() -> select(send(c1, 2, SelectFixtures::<Integer>mustNot), receive(c2)));
            await(party).toPark(SELECT);
            assertThat(c1.cancel()).isEmpty();
            assertThat(party.failure()).isInstanceOf(ChannelCancelledException.class);
            assertNothingRegistered(c1, c2);
        }

        @Test
        void isAReadyCaseAmongOthers() throws Exception {
            c1.close();
            Set<String> seen = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 200; i++) { // one of the two is never seen once in 2^199
                store.trySend(1);
                seen.add(crew.<String>call(
                        () -> select(receive(c1, _ -> mustNot(), () -> "closed"), receive(store, _ -> "stored"))));
            }
            assertThat(seen).containsExactlyInAnyOrder("closed", "stored");
        }

        @Test
        void winsOverTheDefault() throws Exception {
            c1.close();
            assertThat(crew.<String>call(
                            () -> select(receive(c1, _ -> mustNot(), () -> "closed"), orElse(SelectFixtures::mustNot))))
                    .isEqualTo("closed");
        }
    }

    @Nested
    class AnExceptionOfAHandler {
        private final IllegalStateException failure = new IllegalStateException("of the handler");

        @Test
        void reachesTheCallerAndLeavesNothingRegistered() throws Exception {
            Party<Integer> party = crew.start(() -> select(
                    receive(c1, _ -> {
                        throw failure;
                    }),
                    receive(c2),
                    send(c1, 1, () -> 0)));
            await(party).toPark(SELECT);
            c1.send(1);
            assertThat(party.failure()).isSameAs(failure);
            assertNothingRegistered(c1, c2);
        }

        @Test
        void reachesTheCallerWhereNothingWaited() throws Exception {
            store.send(1);
            crew.run(() -> assertThatThrownBy(() -> select(receive(c1), onReceive(store, _ -> {
                        throw failure;
                    })))
                    .isSameAs(failure));
            assertNothingRegistered(c1, store);
            assertThat(store.size()).as("the element was received").isZero();
        }

        @Test
        void reachesTheCallerFromEveryKindOfCase() throws Exception {
            SelectCase.Step failing = () -> {
                throw failure;
            };
            c2.close();
            crew.run(() -> {
                assertThatThrownBy(() -> select(onSend(store, 1, failing))).isSameAs(failure);
                assertThatThrownBy(() -> select(onTimeout(Duration.ZERO, failing), receive(c1)))
                        .isSameAs(failure);
                assertThatThrownBy(() -> select(onTimeout(Delays.SHORT, failing), receive(c1)))
                        .isSameAs(failure);
                assertThatThrownBy(() -> select(onElse(failing), receive(c1))).isSameAs(failure);
                assertThatThrownBy(() -> select(onReceive(c2, _ -> {}, failing), receive(c1)))
                        .isSameAs(failure);
            });
            assertNothingRegistered(c1, c2, store);
        }

        @Test
        void reachesTheCallerAlsoIfItIsAnInterruptedException() throws Exception {
            InterruptedException ofTheHandler = new InterruptedException("of the handler");
            store.send(1);
            crew.run(() -> assertThatThrownBy(() -> select(onReceive(store, _ -> {
                        throw ofTheHandler;
                    })))
                    .isSameAs(ofTheHandler));
        }

        @Test
        void reachesTheCallerFromAGuardOrASupplierAndNothingWasTaken() throws Exception {
            store.send(1);
            crew.run(() -> {
                assertThatThrownBy(() -> select(
                                receive(store),
                                when(
                                        () -> {
                                            throw failure;
                                        },
                                        receive(c1))))
                        .isSameAs(failure);
                assertThatThrownBy(() -> select(
                                receive(store),
                                sendFrom(
                                        c1,
                                        () -> {
                                            throw failure;
                                        },
                                        () -> 0)))
                        .isSameAs(failure);
            });
            assertThat(store.size()).isEqualTo(1);
            assertNothingRegistered(c1, store);
        }
    }

    @Nested
    class AnInterrupt {
        @Test
        void beforeTheSelectWinsOverWhatIsReady() throws Exception {
            store.send(1);
            crew.run(() -> {
                for (int i = 0; i < 100; i++) {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> select(
                                    receive(store),
                                    send(otherStore, 1, SelectFixtures::mustNot),
                                    orElse(SelectFixtures::mustNot)))
                            .isInstanceOf(InterruptedException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }
            });
            assertThat(store.size()).isEqualTo(1);
            assertThat(otherStore.size()).isZero();
        }

        @Test
        void beforeTheSelectIsSeenBeforeGuardsAndSuppliersAreAsked() throws Exception {
            crew.run(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> select(
                                when(SelectFixtures::<Boolean>mustNot, receive(store)),
                                sendFrom(store, SelectFixtures::mustNot, () -> 0)))
                        .isInstanceOf(InterruptedException.class);
            });
        }

        @Test
        void whileItWaitsLeavesEverythingAsItWas() throws Exception {
            otherStore.send(1);
            Party<Integer> party = crew.start(() -> select(
                    receive(c1), send(c2, 1, () -> 0), receive(store), send(otherStore, 2, () -> 0), receive(c2)));
            await(party).toPark(SELECT);
            party.interrupt();
            assertThat(party.failure()).isInstanceOf(InterruptedException.class).hasMessageContaining("c1");
            assertNothingRegistered(c1, c2, store, otherStore);
            assertThat(c1.trySend(1)).isInstanceOf(Sent.Full.class);
            assertThat(c2.tryReceive()).isInstanceOf(Received.Empty.class);
            assertThat(otherStore.receive()).isEqualTo(1);
            assertThat(otherStore.tryReceive()).isInstanceOf(Received.Empty.class);
        }

        @Test
        void thatComesAfterTheChoiceIsKept() throws Exception {
            Party<Integer> party = crew.start(() -> {
                int got = select(receive(c1), receive(c2));
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                return got;
            });
            await(party).toPark(SELECT);
            assertThat(c1.trySend(1)).isInstanceOf(Sent.Ok.class);
            party.interrupt();
            assertThat(party.result()).isEqualTo(1);
        }
    }

    @Nested
    class TheSameChannel {
        @Test
        void mayStandInSeveralCases() throws Exception {
            Set<Integer> seen = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 200; i++) {
                store.send(1);
                seen.add(crew.<Integer>call(() -> select(receive(store, v -> v), receive(store, v -> v + 1))));
                assertThat(store.size()).isZero();
            }
            assertThat(seen).containsExactlyInAnyOrder(1, 2);
        }

        @Test
        void inSeveralCasesOfASelectThatWaitsDeliversOnce() throws Exception {
            Party<Integer> party = crew.start(() -> select(manyReceives(5, c1)));
            await(party).toPark(SELECT);
            assertThat(waitersOf(c1)).isEqualTo(5);
            c1.send(1);
            assertThat(party.result()).isEqualTo(1);
            assertNothingRegistered(c1);
            assertThat(c1.trySend(2)).isInstanceOf(Sent.Full.class);
        }

        @Test
        void mayBeNamedByTheSameCaseTwice() throws Exception {
            SelectCase<Integer> twice = receive(c1);
            Party<Integer> party = crew.start(() -> select(twice, twice));
            await(party).toPark(SELECT);
            c1.send(1);
            assertThat(party.result()).isEqualTo(1);
            assertNothingRegistered(c1);
        }

        @Test
        void inBothDirectionsNeverPairsWithItself() throws Exception {
            for (int i = 0; i < 100; i++) {
                assertThat(crew.<String>call(() -> select(
                                send(c1, 1, () -> "sent"), receive(c1, v -> "got " + v), orElse(() -> "nothing"))))
                        .isEqualTo("nothing");
            }
            assertNothingRegistered(c1);
        }

        @Test
        void inBothDirectionsNeverPairsWithItselfWhileItWaits() throws Exception {
            for (int i = 0; i < 20; i++) { // in whatever order the cases are queued
                Party<String> party = crew.start(() -> select(send(c1, 1, () -> "sent"), receive(c1, v -> "got " + v)));
                await(party).toPark(SELECT);
                if (i % 2 == 0) {
                    assertThat(c1.receive()).isEqualTo(1);
                    assertThat(party.result()).isEqualTo("sent");
                } else {
                    c1.send(2);
                    assertThat(party.result()).isEqualTo("got 2");
                }
                assertNothingRegistered(c1);
            }
        }

        @Test
        void inBothDirectionsPairsTwoSelects() throws Exception {
            for (int i = 0; i < 20; i++) {
                Party<Integer> first = crew.start(() -> select(send(c1, 1, () -> 0), receive(c1)));
                await(first).toPark(SELECT);
                Party<Integer> second = crew.start(() -> select(send(c1, 2, () -> 0), receive(c1)));
                assertThat(List.of(first.result(), second.result())).isIn(List.of(0, 1), List.of(2, 0));
                assertNothingRegistered(c1);
            }
        }

        @Test
        void inBothDirectionsOnAStoreWithRoomIsSentTo() throws Exception {
            for (int i = 0; i < 100; i++) {
                Channel<Integer> empty = chan(1);
                assertThat(crew.<String>call(
                                () -> select(send(empty, 1, () -> "sent"), receive(empty, v -> "got " + v))))
                        .isEqualTo("sent");
                assertThat(empty.receive()).isEqualTo(1);
            }
        }

        @Test
        void inBothDirectionsOnAFullStoreIsReceivedFrom() throws Exception {
            for (int i = 0; i < 100; i++) {
                Channel<Integer> full = chan(1);
                full.send(7);
                assertThat(crew.<String>call(() -> select(send(full, 1, () -> "sent"), receive(full, v -> "got " + v))))
                        .isEqualTo("got 7");
                assertThat(full.size()).isZero();
            }
        }

        @Test
        void inBothDirectionsOnAStoreWithSomeOfBothDoesEither() throws Exception {
            Set<String> seen = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 200; i++) {
                Channel<Integer> half = chan(2);
                half.send(7);
                String done = crew.call(() -> select(send(half, 1, () -> "sent"), receive(half, v -> "got " + v)));
                assertThat(half.size()).isEqualTo(done.equals("sent") ? 2 : 0);
                seen.add(done);
            }
            assertThat(seen).containsExactlyInAnyOrder("sent", "got 7");
        }
    }

    @Nested
    class TwoSelects {
        @Test
        void pairWithEachOther() throws Exception {
            Party<String> sender = crew.start(() -> select(send(c1, 1, () -> "sent"), receive(store, v -> "got " + v)));
            await(sender).toPark(SELECT);
            Party<String> receiver =
                    crew.start(() -> select(receive(c1, v -> "got " + v), receive(c2, v -> "2: " + v)));
            assertThat(receiver.result()).isEqualTo("got 1");
            assertThat(sender.result()).isEqualTo("sent");
            assertNothingRegistered(c1, c2, store);
        }

        @Test
        void pairWithEachOtherOverViews() throws Exception {
            Party<Integer> receiver = crew.start(() -> select(receive(c1.receiveOnly()), receive(c2.receiveOnly())));
            await(receiver).toPark(SELECT);
            crew.run(() -> select(onSend(c1.sendOnly(), 1, () -> {}), onSend(store.sendOnly(), 2, () -> {})));
            if (store.size() == 1) { // there was room there, too
                c2.send(1);
            }
            assertThat(receiver.result()).isEqualTo(1);
        }

        @Test
        void thatCrossPerformOnePairAndTheirOtherCasesAreWithdrawn() throws Exception {
            Party<Integer> first = crew.start(() -> select(receive(c1), send(c2, 2, () -> 0)));
            await(first).toPark(SELECT);
            Party<Integer> second = crew.start(() -> select(send(c1, 1, () -> 0), receive(c2)));
            assertThat(List.of(first.result(), second.result())).isIn(List.of(1, 0), List.of(0, 2));
            assertNothingRegistered(c1, c2);
        }
    }

    @Nested
    class OfMoreThanSixteenCases {
        @ParameterizedTest
        @ValueSource(ints = {16, 17, 40, 300})
        void findsTheOneThatIsReady(int count) throws Exception {
            List<Channel<Integer>> stores = stores(count);
            for (int ready = 0; ready < count; ready += Math.max(1, count / 20)) {
                stores.get(ready).send(ready);
                assertThat(crew.<Integer>call(() -> select(receives(stores)))).isEqualTo(ready);
            }
            stores.forEach(SelectFixtures::assertNothingRegistered);
        }

        @ParameterizedTest
        @ValueSource(ints = {17, 300})
        void waitsForAnyOfThem(int count) throws Exception {
            List<Channel<Integer>> stores = stores(count);
            for (int ready : new int[] {0, 15, 16, count - 1}) {
                Party<Integer> party = crew.start(() -> select(receives(stores)));
                await(party).toPark(SELECT);
                stores.get(ready).send(ready);
                assertThat(party.result()).isEqualTo(ready);
            }
            stores.forEach(SelectFixtures::assertNothingRegistered);
        }

        @Test
        void takesTheirDefault() throws Exception {
            List<Channel<Integer>> stores = stores(40);
            List<SelectCase<Integer>> cases = new ArrayList<>(List.of(receives(stores)));
            cases.add(20, orElse(() -> -1));
            assertThat(crew.<Integer>call(() -> select(array(cases)))).isEqualTo(-1);
            stores.get(39).send(39);
            assertThat(crew.<Integer>call(() -> select(array(cases)))).isEqualTo(39);
        }

        @Test
        void canBeOrderedByPriority() throws Exception {
            List<Channel<Integer>> stores = stores(40);
            for (int i : new int[] {39, 20, 17}) {
                stores.get(i).send(i);
            }
            for (int expected : new int[] {17, 20, 39}) {
                assertThat(crew.<Integer>call(() -> prioritySelect(receives(stores))))
                        .isEqualTo(expected);
            }
        }
    }

    /** Callers of all kinds meet on one channel. */
    @Nested
    class AmongCallersOfOtherKinds {
        @Test
        void aSelectPairsWithEach() throws Exception {
            for (Caller caller : Caller.values()) {
                Party<Integer> party = crew.start(() -> select(receive(c1), send(c2, 2, () -> 0)));
                await(party).toPark(SELECT);
                Party<Integer> other = crew.start(caller, () -> select(send(c1, 1, () -> 0), receive(c2)));
                assertThat(List.of(party.result(), other.result())).isIn(List.of(1, 0), List.of(0, 2));
            }
        }
    }
}
