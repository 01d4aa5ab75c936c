package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelector;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.sendFrom;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.when;
import static org.csp4j.SelectFixtures.mustNot;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;
import static org.csp4j.testsupport.Await.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

/** What guards, suppliers and timeouts mean in the turns of a {@link Selector}. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class SelectorCasesTest {
    @RegisterExtension
    final Crew crew;

    final Channel<Integer> c1 = chan("c1"); // rendezvous
    final Channel<Integer> store = chan("store", 1);
    final Channel<Integer> otherStore = chan("other store", 1);

    SelectorCasesTest(Setting setting) {
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
    class Guards {
        @Test
        void aSendBehindAGuardSendsItsElement() throws Exception {
            try (Selector<String> selector = selector(when(true, send(store, 1, () -> "sent")))) {
                assertThat(turn(selector)).isEqualTo("sent");
            }
            assertThat(store.receive()).isEqualTo(1);
        }

        @Test
        void areAskedOnceInEachTurnInTheirOrderBeforeAnythingIsLookedAt() throws Exception {
            List<String> asked = new ArrayList<>();
            try (Selector<Integer> selector = selector(
                    when(() -> asked.add("receive"), receive(store)),
                    when(() -> asked.add("timeout"), timeout(Duration.ZERO, () -> 0)),
                    when(() -> asked.add("orElse"), orElse(() -> 0)),
                    when(() -> asked.add("send"), send(c1, 1, () -> 0)))) {
                store.send(1);
                assertThat(turn(selector)).isEqualTo(1);
                assertThat(asked).containsExactly("receive", "timeout", "orElse", "send");
                asked.clear();
                assertThat(turn(selector)).isEqualTo(0);
                assertThat(asked).containsExactly("receive", "timeout", "orElse", "send");
            }
        }

        @Test
        void areNotAskedAgainHoweverLongTheTurnWaits() throws Exception {
            AtomicInteger asked = new AtomicInteger();
            try (Selector<Integer> selector = selector(when(() -> asked.incrementAndGet() > 0, receive(c1)))) {
                for (int i = 1; i <= 3; i++) {
                    Party<Integer> party = waitingTurn(selector);
                    c1.send(1);
                    party.join();
                    assertThat(asked).hasValue(i);
                }
            }
        }

        @Test
        void switchACaseFromTurnToTurn() throws Exception {
            AtomicBoolean isOn = new AtomicBoolean(true);
            try (Selector<Integer> selector = selector(when(isOn::get, receive(store)), orElse(() -> -1))) {
                for (int i = 0; i < 100; i++) {
                    isOn.set(true);
                    assertThat(turn(selector)).isEqualTo(-1);
                    assertThat(waitersOf(store)).isEqualTo(1);
                    store.send(i);
                    isOn.set(false);
                    assertThat(turn(selector)).isEqualTo(-1);
                    assertThat(waitersOf(store)).isZero();
                    assertThat(store.size()).isEqualTo(1);
                    isOn.set(true);
                    assertThat(turn(selector)).isEqualTo(i);
                }
                isOn.set(false);
                assertThat(turn(selector)).isEqualTo(-1);
                assertThat(selector.size()).isEqualTo(1);
            }
        }

        @Test
        void switchDefaultAndTimeoutFromTurnToTurn() throws Exception {
            AtomicBoolean isPatient = new AtomicBoolean();
            try (Selector<String> selector = selector(
                    receive(c1, v -> "received " + v),
                    when(isPatient::get, timeout(Delays.SHORT, () -> "timed out")),
                    when(() -> !isPatient.get(), orElse(() -> "nothing")))) {
                assertThat(turn(selector)).isEqualTo("nothing");
                isPatient.set(true);
                assertThat(turn(selector)).isEqualTo("timed out");
                isPatient.set(false);
                assertThat(turn(selector)).isEqualTo("nothing");
            }
        }

        @Test
        void keepTheirPlaces() throws Exception {
            AtomicBoolean isOn = new AtomicBoolean(true);
            try (Selector<String> selector = prioritySelector(
                    when(isOn::get, receive(store, _ -> "first")), receive(otherStore, _ -> "second"))) {
                for (int i = 0; i < 10; i++) {
                    isOn.set(false);
                    store.trySend(1);
                    otherStore.send(2);
                    assertThat(turn(selector)).isEqualTo("second");
                    otherStore.send(2);
                    isOn.set(true);
                    assertThat(turn(selector)).isEqualTo("first");
                    assertThat(turn(selector)).isEqualTo("second");
                }
            }
        }

        @Test
        void keepASupplierFromBeingAsked() throws Exception {
            AtomicBoolean isOn = new AtomicBoolean();
            AtomicInteger asked = new AtomicInteger();
            try (Selector<Integer> selector =
                    selector(when(isOn::get, sendFrom(store, asked::incrementAndGet, () -> 0)), orElse(() -> -1))) {
                assertThat(turn(selector)).isEqualTo(-1);
                assertThat(asked).hasValue(0);
                isOn.set(true);
                assertThat(turn(selector)).isEqualTo(0);
                assertThat(store.receive()).isEqualTo(1);
            }
        }
    }

    @Nested
    class ASendFrom {
        private final AtomicInteger next = new AtomicInteger();

        @Test
        void sendsWhatItIsGivenInThisTurn() throws Exception {
            try (Selector<Integer> selector = selector(
                    sendFrom(c1, next::incrementAndGet, () -> 0), receive(store), timeout(Delays.LONG, () -> -1))) {
                for (int i = 1; i < 100; i += 2) {
                    store.send(5);
                    assertThat(turn(selector)).isEqualTo(5); // has asked for i, and not sent it
                    Party<Integer> party = waitingTurn(selector);
                    assertThat(c1.receive()).isEqualTo(i + 1);
                    assertThat(party.result()).isEqualTo(0);
                }
            }
        }

        @Test
        void sendsWhatItIsGivenInThisTurnToOneWhoWaits() throws Exception {
            try (Selector<Integer> selector =
                    selector(sendFrom(c1, next::incrementAndGet, () -> 0), orElse(() -> -1))) {
                for (int i = 1; i < 100; i += 2) {
                    assertThat(turn(selector)).isEqualTo(-1);
                    Party<Integer> receiver = crew.start(() -> c1.receive());
                    await(receiver).toPark(RECEIVE);
                    assertThat(turn(selector)).isEqualTo(0);
                    assertThat(receiver.result()).isEqualTo(i + 1);
                }
            }
        }

        @Test
        void isAskedOnceInEachTurnWhateverIsChosen() throws Exception {
            try (Selector<Integer> selector = prioritySelector(
                    receive(store), sendFrom(otherStore, next::incrementAndGet, () -> 0), orElse(() -> -1))) {
                store.send(5);
                assertThat(turn(selector)).isEqualTo(5);
                assertThat(next).hasValue(1);
                assertThat(turn(selector)).isEqualTo(0);
                assertThat(next).hasValue(2);
                assertThat(turn(selector)).isEqualTo(-1);
                assertThat(next).hasValue(3);
                assertThat(otherStore.receive()).isEqualTo(2);
            }
        }
    }

    @Nested
    class ATimeout {
        @Test
        void isCountedAnewInEachTurn() throws Exception {
            try (Selector<String> selector =
                    selector(receive(store, v -> "got " + v), timeout(Delays.SHORT, () -> "late"))) {
                for (int i = 0; i < 3; i++) {
                    long start = System.nanoTime();
                    assertThat(turn(selector)).isEqualTo("late");
                    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
                    store.send(i);
                    assertThat(turn(selector)).isEqualTo("got " + i);
                }
            }
        }

        @Test
        void thatHasPassedLosesToWhatIsReady() throws Exception {
            try (Selector<Integer> selector = selector(timeout(Duration.ZERO, () -> -1), receive(store))) {
                for (int i = 0; i < 100; i++) {
                    assertThat(turn(selector)).isEqualTo(-1);
                    store.send(i);
                    assertThat(turn(selector)).isEqualTo(i);
                }
            }
        }

        @Test
        void isTheShortestOfSeveral() throws Exception {
            try (Selector<String> selector = selector(
                    timeout(Delays.LONG, () -> "long"),
                    timeout(Delays.SHORT, () -> "short"),
                    receive(c1, _ -> mustNot()))) {
                assertThat(turn(selector)).isEqualTo("short");
                assertThat(turn(selector)).isEqualTo("short");
            }
        }

        @Test
        void leavesItsCasesRegistered() throws Exception {
            try (Selector<String> selector =
                    selector(receive(c1, v -> "got " + v), timeout(Delays.SHORT, () -> "late"))) {
                assertThat(turn(selector)).isEqualTo("late");
                assertThat(waitersOf(c1)).isEqualTo(1);
                assertThat(c1.trySend(1)).isInstanceOf(Sent.Full.class);
            }
        }
    }
}
