package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.onElse;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.onSend;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelector;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.sendFrom;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;
import static org.csp4j.Csp.when;
import static org.csp4j.SelectFixtures.array;
import static org.csp4j.SelectFixtures.assertNothingRegistered;
import static org.csp4j.SelectFixtures.mustNot;
import static org.csp4j.SelectFixtures.stores;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;
import static org.csp4j.testsupport.Await.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
import org.junit.jupiter.params.provider.MethodSource;

/** What the Javadoc of {@link Selector} says, sentence by sentence. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class SelectorTest {
    @RegisterExtension
    final Crew crew;

    final Channel<Integer> c1 = chan("c1"); // rendezvous
    final Channel<Integer> c2 = chan("c2");
    final Channel<Integer> store = chan("store", 1);
    final Channel<Integer> otherStore = chan("other store", 1);

    SelectorTest(Setting setting) {
        crew = new Crew(setting);
    }

    /** A turn on a thread of its own, of the kind that is tested. */
    private <R> R turn(Selector<R> selector) throws Exception {
        return crew.<R>call(selector::select);
    }

    /** A turn that waits. */
    private <R> Party<R> waitingTurn(Selector<R> selector) {
        Party<R> party = crew.<R>start(selector::select);
        await(party).toPark(SELECT);
        return party;
    }

    @Nested
    class ATurn {
        @Test
        void performsACaseThatIsReady() throws Exception {
            try (Selector<String> selector = selector(
                    receive(store, v -> "got " + v), receive(c1, v -> "1: " + v), send(otherStore, 5, () -> "sent"))) {
                assertThat(turn(selector)).isEqualTo("sent");
                store.send(1);
                assertThat(turn(selector)).isEqualTo("got 1");
                assertThat(otherStore.receive()).isEqualTo(5);
                assertThat(turn(selector)).isEqualTo("sent");
            }
        }

        @Test
        void performsExactlyOne() throws Exception {
            try (Selector<Integer> selector = selector(receive(store), receive(otherStore))) {
                store.send(1);
                otherStore.send(2);
                int first = turn(selector);
                assertThat(store.size() + otherStore.size()).isEqualTo(1);
                assertThat(first + turn(selector)).isEqualTo(3);
                assertThat(store.size() + otherStore.size()).isZero();
            }
        }

        @Test
        void waitsUntilACaseCanGoOn() throws Exception {
            try (Selector<String> selector =
                    selector(receive(c1, v -> "1: " + v), send(c2, 2, () -> "sent"), receive(store, v -> "got " + v))) {
                Party<String> party = waitingTurn(selector);
                c1.send(7);
                assertThat(party.result()).isEqualTo("1: 7");
                party = waitingTurn(selector);
                assertThat(c2.receive()).isEqualTo(2);
                assertThat(party.result()).isEqualTo("sent");
                party = waitingTurn(selector);
                store.send(8);
                assertThat(party.result()).isEqualTo("got 8");
            }
        }

        @Test
        void ofASelectorWithoutCasesWaitsUntilInterrupted() throws Exception {
            try (Selector<Integer> selector = selector()) {
                Party<Integer> party = waitingTurn(selector);
                party.interrupt();
                assertThat(party.failure()).isInstanceOf(InterruptedException.class);
            }
        }

        @Test
        void runsTheHandlerOnItsThreadAndReturnsWhatThatReturnsEvenNull() throws Exception {
            try (Selector<Thread> selector = selector(receive(store, v -> v == 0 ? null : Thread.currentThread()))) {
                crew.run(() -> {
                    store.send(1);
                    assertThat(selector.select()).isSameAs(Thread.currentThread());
                    store.send(0);
                    assertThat(selector.select()).isNull();
                });
            }
        }

        @Test
        void canBeHadThousandsOfTimes() throws Exception {
            int turns = 20_000;
            try (Selector<Integer> selector = selector(receive(c1, v -> v), receive(store, v -> -v))) {
                crew.start(() -> {
                    for (int i = 1; i <= turns; i++) {
                        (i % 3 == 0 ? c1 : store).send(i);
                    }
                });
                long sum = crew.call(() -> {
                    long received = 0;
                    for (int i = 0; i < turns; i++) {
                        received += Math.abs(selector.select());
                    }
                    return received;
                });
                assertThat(sum).isEqualTo((long) turns * (turns + 1) / 2);
            }
            assertNothingRegistered(c1, store);
        }

        @Test
        void canGoOnAfterTheHandlerHasThrown() throws Exception {
            IllegalStateException failure = new IllegalStateException("of the handler");
            try (Selector<Integer> selector = selector(
                    receive(store, v -> {
                        if (v < 0) {
                            throw failure;
                        }
                        return v;
                    }),
                    receive(c1))) {
                store.send(-1);
                crew.run(() -> assertThatThrownBy(selector::select).isSameAs(failure));
                store.send(1);
                assertThat(turn(selector)).isEqualTo(1);
                Party<Integer> party = waitingTurn(selector);
                store.send(-1);
                assertThat(party.failure()).isSameAs(failure);
                party = waitingTurn(selector);
                c1.send(2);
                assertThat(party.result()).isEqualTo(2);
                assertThat(selector.size()).isEqualTo(2);
            }
        }

        @Test
        void canGoOnAfterAGuardOrASupplierHasThrown() throws Exception {
            IllegalStateException failure = new IllegalStateException("of the supplier");
            AtomicInteger next = new AtomicInteger();
            try (Selector<String> selector = selector(
                    receive(c1, v -> "got " + v),
                    sendFrom(
                            store,
                            () -> {
                                if (next.incrementAndGet() % 2 == 1) {
                                    throw failure;
                                }
                                return next.get();
                            },
                            () -> "sent"))) {
                for (int i = 2; i <= 10; i += 2) {
                    crew.run(() -> assertThatThrownBy(selector::select).isSameAs(failure));
                    assertThat(store.size()).isZero();
                    assertThat(turn(selector)).isEqualTo("sent");
                    assertThat(store.receive()).isEqualTo(i);
                }
            }
        }

        @Test
        void pairsWithATurnOfAnotherSelector() throws Exception {
            try (Selector<Integer> sender = selector(send(c1, 1, () -> 0), receive(c2));
                    Selector<Integer> receiver = selector(receive(c1), send(c2, 2, () -> 0))) {
                for (int i = 0; i < 100; i++) {
                    Party<Integer> first = crew.start(sender::select);
                    Party<Integer> second = crew.start(receiver::select);
                    assertThat(List.of(first.result(), second.result())).isIn(List.of(0, 1), List.of(2, 0));
                }
            }
            assertNothingRegistered(c1, c2);
        }

        @Test
        void pairsWithASelect() throws Exception {
            try (Selector<Integer> selector = selector(receive(c1), send(c2, 2, () -> 0))) {
                for (int i = 0; i < 100; i++) {
                    Party<Integer> first = crew.start(selector::select);
                    Party<Integer> second = crew.start(() -> select(send(c1, 1, () -> 0), receive(c2)));
                    assertThat(List.of(first.result(), second.result())).isIn(List.of(1, 0), List.of(0, 2));
                }
            }
            assertNothingRegistered(c1, c2);
        }

        @Test
        void neverPairsWithItself() throws Exception {
            try (Selector<Integer> selector = selector(send(c1, 1, () -> 0), receive(c1), orElse(() -> -1))) {
                for (int i = 0; i < 100; i++) {
                    assertThat(turn(selector)).isEqualTo(-1);
                }
                assertThat(waitersOf(c1)).isEqualTo(2);
            }
        }

        @Test
        void neverPairsWithItselfWhileItWaits() throws Exception {
            try (Selector<Integer> selector = selector(send(c1, 1, () -> 0), receive(c1))) {
                for (int i = 0; i < 10; i++) {
                    Party<Integer> party = waitingTurn(selector);
                    assertThat(c1.receive()).isEqualTo(1);
                    assertThat(party.result()).isEqualTo(0);
                    party = waitingTurn(selector);
                    c1.send(2);
                    assertThat(party.result()).isEqualTo(2);
                }
            }
        }

        @Test
        void mayReceiveInALaterTurnWhatAnEarlierOneHasStored() throws Exception {
            AtomicInteger next = new AtomicInteger();
            try (Selector<Integer> selector =
                    selector(sendFrom(store, next::incrementAndGet, () -> 0), receive(store))) {
                for (int i = 1; i < 100; i += 2) {
                    assertThat(turn(selector)).as("there is room").isZero();
                    assertThat(turn(selector)).as("there is none").isEqualTo(i);
                }
            }
        }

        @Test
        void worksOnViewsTimersAndTickers() throws Exception {
            Ticker ticker = tick(Delays.SHORT);
            try (Selector<Object> selector = selector(
                    receive(c1.receiveOnly()),
                    send(c2.sendOnly(), 1, () -> "sent"),
                    receive(after(Delays.SHORT), _ -> "rang"))) {
                assertThat(turn(selector)).isEqualTo("rang");
                Party<Object> party = waitingTurn(selector);
                assertThat(c2.receive()).isEqualTo(1);
                assertThat(party.result()).isEqualTo("sent");
                selector.add(receive(ticker));
                List<Instant> ticks = List.of((Instant) turn(selector), (Instant) turn(selector));
                assertThat(ticks).isSorted().doesNotHaveDuplicates();
            }
            assertNothingRegistered(c1, c2, ticker);
        }
    }

    @Nested
    class BetweenTurns {
        private final Selector<Integer> selector = selector(receive(c1), receive(store), orElse(() -> -1));

        @Test
        void itStaysRegistered() throws Exception {
            assertThat(waitersOf(c1)).isZero();
            for (int i = 0; i < 3; i++) {
                assertThat(turn(selector)).isEqualTo(-1);
                assertThat(waitersOf(c1)).isEqualTo(1);
                assertThat(waitersOf(store)).isEqualTo(1);
            }
        }

        @Test
        void itTakesNothing() throws Exception {
            assertThat(turn(selector)).isEqualTo(-1);
            assertThat(c1.trySend(1)).isInstanceOf(Sent.Full.class);
            store.send(2);
            assertThat(store.size()).isEqualTo(1);
            assertThat(store.tryReceive()).isEqualTo(new Received.Value<>(2));
            assertThat(turn(selector)).isEqualTo(-1);
        }

        @Test
        void itGivesNothing() throws Exception {
            try (Selector<String> sender = selector(send(c1, 1, () -> "sent"), orElse(() -> "nothing"))) {
                assertThat(turn(sender)).isEqualTo("nothing");
                assertThat(c1.tryReceive()).isInstanceOf(Received.Empty.class);
                Party<Integer> receiver = crew.start(() -> c1.receive());
                await(receiver).toPark(RECEIVE);
                assertThat(turn(sender)).isEqualTo("sent");
                assertThat(receiver.result()).isEqualTo(1);
            }
        }

        @Test
        void elementsThatComeAreNotLost() throws Exception {
            for (int i = 0; i < 100; i++) {
                assertThat(turn(selector)).isEqualTo(-1);
                store.send(i);
                assertThat(turn(selector)).isEqualTo(i);
            }
        }

        @Test
        void aSenderThatComesWaitsForTheNextTurn() throws Exception {
            for (int i = 0; i < 10; i++) {
                int element = i;
                assertThat(turn(selector)).isEqualTo(-1);
                Party<Void> sender = crew.start(() -> c1.send(element));
                await(sender).toPark(SEND);
                assertThat(turn(selector)).isEqualTo(i);
                sender.join();
            }
        }

        @Test
        void itDoesNotStandInTheWayOfAPlainReceiver() throws Exception {
            for (Channel<Integer> channel : List.of(c1, store)) {
                assertThat(turn(selector)).isEqualTo(-1); // it stands in the queue before the receiver
                Party<Integer> receiver = crew.start(() -> channel.receive());
                await(receiver).toPark(RECEIVE);
                assertThat(channel.trySend(5)).isInstanceOf(Sent.Ok.class);
                assertThat(receiver.result()).isEqualTo(5);
                assertThat(turn(selector)).isEqualTo(-1);
            }
        }

        @Test
        void itDoesNotStandInTheWayOfASelect() throws Exception {
            for (Channel<Integer> channel : List.of(c1, store)) {
                assertThat(turn(selector)).isEqualTo(-1);
                Party<Integer> party = crew.start(() -> select(receive(channel), receive(c2)));
                await(party).toPark(SELECT);
                channel.send(5);
                assertThat(party.result()).isEqualTo(5);
                assertThat(turn(selector)).isEqualTo(-1);
            }
        }

        @Test
        void itDoesNotStandInTheWayOfAPlainSender() throws Exception {
            store.send(1);
            try (Selector<String> sender = selector(send(store, 9, () -> "sent"), orElse(() -> "nothing"))) {
                assertThat(turn(sender)).isEqualTo("nothing");
                Party<Void> plain = crew.start(() -> store.send(2));
                await(plain).toPark(SEND);
                assertThat(store.receive()).isEqualTo(1);
                plain.join();
                assertThat(store.receive()).isEqualTo(2);
                assertThat(turn(sender)).isEqualTo("sent");
            }
        }

        @Test
        void anotherThreadMayTakeItOver() throws Exception {
            try (Selector<String> waiting =
                    selector(receive(c1, v -> "got " + v), timeout(Delays.LONG, () -> "late"))) {
                for (Caller caller :
                        List.of(Caller.FIBER, Caller.PLATFORM_THREAD, Caller.VIRTUAL_THREAD, Caller.FIBER)) {
                    Party<String> party = crew.start(caller, waiting::select);
                    await(party).toPark(SELECT);
                    c1.send(1);
                    assertThat(party.result()).isEqualTo("got 1");
                }
            }
        }
    }

    @Nested
    class WithPlainPartiesOnTheSameChannel {
        @Test
        void losesNothing() throws Exception {
            int elements = 10_000;
            Channel<Integer> shared = chan(2);
            Set<Integer> received = ConcurrentHashMap.newKeySet();
            crew.start(() -> {
                try (Selector<Void> selector = selector(
                        onReceive(shared, received::add, () -> {}),
                        onReceive(c1, _ -> mustNot()),
                        onElse(() -> LockSupport.parkNanos(1)))) { // one that yields could keep the JDK's only carrier
                    while (selector.size() > 1) {
                        selector.select();
                    }
                }
            });
            for (int i = 0; i < 2; i++) {
                crew.start(() -> {
                    for (int element : shared) {
                        received.add(element);
                    }
                });
            }
            crew.run(() -> {
                for (int i = 0; i < elements; i++) {
                    shared.send(i);
                }
                shared.close();
            });
            crew.joinAll();
            assertThat(received).hasSize(elements);
        }
    }

    @Nested
    class AddingAndRemoving {
        @Test
        void anAddedCaseTakesPart() throws Exception {
            try (Selector<Integer> selector = selector(receive(c1))) {
                assertThat(selector.size()).isEqualTo(1);
                store.send(2);
                selector.add(receive(store));
                assertThat(selector.size()).isEqualTo(2);
                assertThat(turn(selector)).isEqualTo(2);
                Party<Integer> party = waitingTurn(selector);
                store.send(3);
                assertThat(party.result()).isEqualTo(3);
            }
        }

        @Test
        void aRemovedCaseIsWithdrawnAndTakesNoPart() throws Exception {
            SelectCase<Integer> toRemove = receive(store);
            try (Selector<Integer> selector = selector(receive(c1), toRemove)) {
                Party<Integer> party = waitingTurn(selector);
                c1.send(1);
                assertThat(party.result()).isEqualTo(1);
                assertThat(waitersOf(store)).isEqualTo(1);
                assertThat(selector.remove(toRemove)).isTrue();
                assertThat(waitersOf(store)).isZero();
                assertThat(selector.size()).isEqualTo(1);
                store.send(2);
                party = waitingTurn(selector);
                c1.send(3);
                assertThat(party.result()).isEqualTo(3);
                assertThat(store.size()).isEqualTo(1);
            }
        }

        @Test
        void removingTellsWhetherTheCaseWasIn() throws Exception {
            List<SelectCase<Integer>> cases = List.of(
                    receive(store),
                    send(store, 1, () -> 0),
                    sendFrom(store, () -> 1, () -> 0),
                    when(true, receive(store)),
                    timeout(Delays.LONG, () -> 0),
                    when(true, timeout(Delays.LONG, () -> 0)),
                    orElse(() -> 0));
            try (Selector<Integer> selector = selector(array(cases))) {
                assertThat(selector.size()).isEqualTo(4);
                for (SelectCase<Integer> selectCase : cases) {
                    assertThat(selector.remove(selectCase)).isTrue();
                    assertThat(selector.remove(selectCase)).isFalse();
                }
                assertThat(selector.size()).isZero();
                assertThat(selector.remove(receive(store))).isFalse();
            }
        }

        @Test
        void aCaseWhoseElementHasComeCanBeRemovedAndTheElementStays() throws Exception {
            SelectCase<Integer> toRemove = receive(store);
            try (Selector<Integer> selector = selector(receive(c1), toRemove, orElse(() -> -1))) {
                assertThat(turn(selector)).isEqualTo(-1);
                store.send(1);
                assertThat(selector.remove(toRemove)).isTrue();
                assertThat(turn(selector)).isEqualTo(-1);
                assertThat(store.size()).isEqualTo(1);
                selector.add(toRemove);
                assertThat(turn(selector)).isEqualTo(1);
            }
        }

        @Test
        void defaultAndTimeoutsComeAndGo() throws Exception {
            SelectCase<String> nothing = orElse(() -> "nothing");
            SelectCase<String> late = timeout(Delays.SHORT, () -> "late");
            try (Selector<String> selector = selector(receive(c1, v -> "got " + v))) {
                selector.add(late);
                assertThat(turn(selector)).isEqualTo("late");
                selector.add(nothing);
                assertThat(turn(selector)).isEqualTo("nothing");
                selector.remove(nothing);
                assertThat(turn(selector)).isEqualTo("late");
                selector.remove(late);
                Party<String> party = waitingTurn(selector);
                c1.send(1);
                assertThat(party.result()).isEqualTo("got 1");
                selector.add(nothing);
                assertThat(turn(selector)).isEqualTo("nothing");
            }
        }

        @Test
        void handlersMayDoBoth() throws Exception {
            try (Selector<Void> selector = selector()) {
                List<Integer> seen = new ArrayList<>();
                SelectCase<Void> other = onReceive(otherStore, seen::add);
                List<SelectCase<Void>> self = new ArrayList<>();
                self.add(onReceive(store, v -> {
                    seen.add(v);
                    selector.add(other);
                    selector.remove(self.getFirst());
                }));
                selector.add(self.getFirst());
                store.send(1);
                turn(selector);
                store.send(2);
                otherStore.send(3);
                turn(selector);
                assertThat(seen).containsExactly(1, 3);
                assertThat(store.size()).isEqualTo(1);
            }
        }

        @Test
        void theSameCaseIsRefusedTwice() {
            for (SelectCase<Integer> twice : List.of(
                    receive(store),
                    send(store, 1, () -> 0),
                    when(true, receive(store)),
                    timeout(Delays.LONG, () -> 0),
                    orElse(() -> 0))) {
                try (Selector<Integer> selector = selector(twice)) {
                    assertThatIllegalArgumentException().isThrownBy(() -> selector.add(twice));
                }
                assertThatIllegalArgumentException().isThrownBy(() -> selector(twice, twice));
            }
            assertNothingRegistered(store);
        }

        @Test
        void aSecondDefaultIsRefused() throws Exception {
            try (Selector<Integer> selector = selector(receive(c1), orElse(() -> 1))) {
                assertThatIllegalArgumentException().isThrownBy(() -> selector.add(when(false, orElse(() -> 2))));
                assertThat(turn(selector)).isEqualTo(1);
            }
        }

        @Test
        void nullsAreRefused() {
            try (Selector<Integer> selector = selector(receive(c1))) {
                assertThatNullPointerException().isThrownBy(() -> selector.add(null));
                assertThatNullPointerException().isThrownBy(() -> selector.remove(null));
            }
            assertThatNullPointerException().isThrownBy(() -> selector(receive(c1), null));
        }

        @Test
        void twoCasesOfOneChannelAreTwo() throws Exception {
            SelectCase<String> first = receive(store, _ -> "first");
            SelectCase<String> second = receive(store, _ -> "second");
            try (Selector<String> selector = selector(first, second)) {
                selector.remove(first);
                store.send(1);
                assertThat(turn(selector)).isEqualTo("second");
            }
        }

        @Test
        void manyComeAndGo() throws Exception {
            try (Selector<Integer> selector = prioritySelector(receive(c1))) {
                crew.run(() -> {
                    List<Channel<Integer>> channels = stores(50);
                    for (int i = 0; i < 5_000; i++) {
                        Channel<Integer> channel = channels.get(i % 50);
                        SelectCase<Integer> toAdd = receive(channel);
                        selector.add(toAdd);
                        channel.send(i);
                        assertThat(selector.select()).isEqualTo(i);
                        selector.remove(toAdd);
                    }
                    channels.forEach(SelectFixtures::assertNothingRegistered);
                });
                assertThat(selector.size()).isEqualTo(1);
            }
        }
    }

    @Nested
    class AClosedChannel {
        @Test
        void isReportedOnceByTheClosedBranchAndItsCaseLeaves() throws Exception {
            try (Selector<String> selector = selector(
                    receive(c1, _ -> mustNot(), () -> "closed"),
                    receive(store, v -> "got " + v),
                    orElse(() -> "nothing"))) {
                assertThat(turn(selector)).isEqualTo("nothing");
                c1.close();
                assertThat(turn(selector)).isEqualTo("closed");
                assertThat(selector.size()).isEqualTo(1);
                assertThat(turn(selector)).isEqualTo("nothing");
                store.send(1);
                assertThat(turn(selector)).isEqualTo("got 1");
            }
        }

        @Test
        void isReportedOnceByAnExceptionAndItsCaseLeaves() throws Exception {
            try (Selector<Integer> selector = selector(receive(c1), send(c2, 1, () -> 0), orElse(() -> -1))) {
                c1.close();
                c2.close();
                for (int size = 1; size >= 0; size--) {
                    crew.run(() -> assertThatThrownBy(selector::select).isInstanceOf(ChannelClosedException.class));
                    assertThat(selector.size()).isEqualTo(size);
                }
                assertThat(turn(selector)).isEqualTo(-1);
            }
        }

        @Test
        void isReportedToATurnThatWaits() throws Exception {
            try (Selector<String> selector =
                    selector(receive(c1, _ -> mustNot(), () -> "closed"), receive(c2, _ -> mustNot()))) {
                Party<String> party = waitingTurn(selector);
                c1.close();
                assertThat(party.result()).isEqualTo("closed");
                party = waitingTurn(selector);
                c2.cancel();
                assertThat(party.failure()).isInstanceOf(ChannelCancelledException.class);
                assertThat(selector.size()).isZero();
            }
        }

        @Test
        void isFirstDrained() throws Exception {
            store.send(1);
            store.close();
            try (Selector<Integer> selector = selector(receive(store, v -> v, () -> 0))) {
                assertThat(turn(selector)).isEqualTo(1);
                assertThat(selector.size()).isEqualTo(1);
                assertThat(turn(selector)).isEqualTo(0);
                assertThat(selector.size()).isZero();
            }
        }

        @Test
        void isReportedByEachOfItsCases() throws Exception {
            AtomicInteger reports = new AtomicInteger();
            store.send(1);
            List<Integer> drained = new ArrayList<>();
            try (Selector<Void> selector = selector(
                    onReceive(store, drained::add, reports::incrementAndGet),
                    onReceive(store, drained::add, reports::incrementAndGet),
                    onSend(store, 2, () -> mustNot()))) {
                store.close();
                crew.run(() -> {
                    while (selector.size() > 0) {
                        try {
                            selector.select();
                        } catch (ChannelClosedException e) {
                            reports.incrementAndGet();
                        }
                    }
                });
            }
            assertThat(reports).hasValue(3);
            assertThat(drained).containsExactly(1);
        }

        @Test
        void endsTheLoopWhenItIsTheLast() throws Exception {
            List<Channel<Integer>> channels = stores(20);
            AtomicInteger reports = new AtomicInteger();
            AtomicInteger sum = new AtomicInteger();
            Party<Void> loop = crew.start(() -> {
                try (Selector<Void> selector = selector()) {
                    for (Channel<Integer> channel : channels) {
                        selector.add(onReceive(channel, sum::addAndGet, reports::incrementAndGet));
                    }
                    while (selector.size() > 0) {
                        selector.select();
                    }
                }
            });
            crew.run(() -> {
                for (Channel<Integer> channel : channels) {
                    channel.send(1);
                    channel.send(2);
                    channel.close();
                }
            });
            loop.join();
            assertThat(reports).hasValue(20);
            assertThat(sum).hasValue(60);
        }

        @Test
        void isReportedAgainIfItsCaseIsAddedAgain() throws Exception {
            SelectCase<String> closed = receive(c1, _ -> mustNot(), () -> "closed");
            c1.close();
            try (Selector<String> selector = selector(closed)) {
                assertThat(turn(selector)).isEqualTo("closed");
                selector.add(closed);
                assertThat(turn(selector)).isEqualTo("closed");
            }
        }

        @Test
        void isReportedOnceToACaseBehindAGuard() throws Exception {
            try (Selector<String> selector = selector(
                    when(true, receive(c1, _ -> mustNot(), () -> "closed")), when(true, orElse(() -> "nothing")))) {
                c1.close();
                assertThat(turn(selector)).isEqualTo("closed");
                assertThat(turn(selector)).isEqualTo("nothing");
            }
        }
    }

    @Nested
    class AnInterrupt {
        @Test
        void beforeTheTurnWinsOverWhatIsReady() throws Exception {
            store.send(1);
            try (Selector<Integer> selector = selector(receive(store), orElse(() -> -1))) {
                crew.run(() -> {
                    for (int i = 0; i < 100; i++) {
                        Thread.currentThread().interrupt();
                        assertThatThrownBy(selector::select).isInstanceOf(InterruptedException.class);
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    }
                    assertThat(selector.select()).isEqualTo(1);
                });
            }
        }

        @Test
        void whileItWaitsTakesNothingAndTheNextTurnWorks() throws Exception {
            try (Selector<Integer> selector = selector(receive(c1), send(c2, 2, () -> 0), receive(store))) {
                for (int i = 0; i < 10; i++) {
                    Party<Integer> party = waitingTurn(selector);
                    party.interrupt();
                    assertThat(party.failure()).isInstanceOf(InterruptedException.class);
                    assertThat(c1.trySend(1)).isInstanceOf(Sent.Full.class);
                    assertThat(c2.tryReceive()).isInstanceOf(Received.Empty.class);
                    store.send(i);
                    assertThat(turn(selector)).isEqualTo(i);
                }
                Party<Integer> party = waitingTurn(selector);
                c1.send(5);
                assertThat(party.result()).isEqualTo(5);
            }
        }
    }

    @Nested
    class Closing {
        @Test
        void withdrawsEveryCase() throws Exception {
            Timer timer = timer(Delays.LONG);
            Selector<Integer> selector = selector(
                    receive(c1),
                    send(c1, 1, () -> 0),
                    send(c2, 1, () -> 0),
                    receive(store),
                    receive(timer, _ -> 0),
                    orElse(() -> -1));
            assertThat(turn(selector)).isEqualTo(-1);
            assertThat(waitersOf(c1) + waitersOf(c2) + waitersOf(store) + waitersOf(timer))
                    .isEqualTo(5);
            selector.close();
            assertNothingRegistered(c1, c2, store, timer);
            assertThat(selector.size()).isZero();
        }

        @Test
        void leavesElementsThatHaveComeWhereTheyAre() throws Exception {
            Selector<Integer> selector = selector(receive(store), receive(otherStore), orElse(() -> -1));
            assertThat(turn(selector)).isEqualTo(-1);
            store.send(1);
            selector.close();
            assertThat(store.size()).isEqualTo(1);
            assertNothingRegistered(store, otherStore);
        }

        @Test
        void canBeDoneTwice() throws Exception {
            Selector<Integer> selector = selector(receive(c1), orElse(() -> -1));
            turn(selector);
            selector.close();
            selector.close();
        }

        @Test
        void canBeDoneBeforeTheFirstTurn() {
            selector(receive(c1), send(c1, 1, () -> 0)).close();
            assertNothingRegistered(c1);
        }

        @Test
        void canBeDoneByAHandler() throws Exception {
            List<Selector<Void>> self = new ArrayList<>();
            self.add(selector(onReceive(store, _ -> self.getFirst().close()), onReceive(c1, _ -> mustNot())));
            store.send(1);
            turn(self.getFirst());
            assertNothingRegistered(c1, store);
        }

        @Test
        void endsItsUse() throws Exception {
            SelectCase<Integer> selectCase = receive(c1);
            Selector<Integer> selector = selector(selectCase);
            selector.close();
            crew.run(() -> {
                assertThatIllegalStateException().isThrownBy(selector::select).withMessageContaining("closed");
                assertThatIllegalStateException().isThrownBy(() -> selector.add(receive(store)));
                assertThatIllegalStateException().isThrownBy(() -> selector.remove(selectCase));
            });
        }
    }

    @Nested
    class UseByTwoThreadsAtOnce {
        @Test
        void isRefusedAndDoesNotDisturbTheFirst() throws Exception {
            SelectCase<Integer> selectCase = receive(c1);
            try (Selector<Integer> selector = selector(selectCase, receive(c2))) {
                Party<Integer> party = waitingTurn(selector);
                crew.run(() -> {
                    assertThatIllegalStateException()
                            .isThrownBy(selector::select)
                            .withMessageContaining("in use by")
                            .withMessageContaining(party.thread().getName());
                    assertThatIllegalStateException().isThrownBy(() -> selector.add(receive(store)));
                    assertThatIllegalStateException().isThrownBy(() -> selector.remove(selectCase));
                    assertThatIllegalStateException().isThrownBy(selector::close);
                });
                c1.send(1);
                assertThat(party.result()).isEqualTo(1);
                assertThat(selector.size()).isEqualTo(2);
            }
            assertNothingRegistered(c1, c2);
        }

        @Test
        void isRefusedToAGuardOfTheSameThread() throws Exception {
            List<Selector<Integer>> self = new ArrayList<>();
            self.add(selector(when(() -> self.getFirst().remove(orElse(() -> 0)), receive(c1))));
            crew.run(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> self.getFirst().select()));
        }

        @Test
        void doesNotMeanAHandlerThatSelectsAgain() throws Exception {
            List<Selector<Integer>> self = new ArrayList<>();
            self.add(selector(receive(store, v -> v + self.getFirst().select()), receive(otherStore)));
            store.send(1);
            Party<Integer> party = waitingTurn(self.getFirst());
            otherStore.send(2);
            assertThat(party.result()).isEqualTo(3);
            self.getFirst().close();
        }
    }
}
