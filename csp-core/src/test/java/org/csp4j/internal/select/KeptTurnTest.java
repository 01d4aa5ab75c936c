package org.csp4j.internal.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.timeout;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.Await.await;

import java.util.Objects;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.Csp;
import org.csp4j.SelectCase;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Crew.Body;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a fiber selects with, and uses again. */
@Tag("engine")
class KeptTurnTest {
    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final Channel<String> one = Csp.chan("one");
    private final Channel<String> other = Csp.chan("other");
    private final SourceProbe first = new SourceProbe("first");
    private final SourceProbe second = new SourceProbe("second");

    private static @Nullable BriefTurn kept() {
        return (BriefTurn) Objects.requireNonNull(CurrentFiber.get()).keptTurn();
    }

    private static BriefTurn theKept() {
        return Objects.requireNonNull(kept());
    }

    private static ChannelCase<String> from(SourceProbe source) {
        return new ReceiveCase<>(source, element -> source.name() + ": " + element, null);
    }

    private static String complete(SelectNode winner) throws InterruptedException {
        return (String) winner.spec().complete(Objects.requireNonNull(winner.outcome()));
    }

    // Which one

    @Test
    void aFiberKeepsWhatItHasSelectedWith() throws Exception {
        Party<Void> fiber = crew.start(() -> {
            assertThat(kept()).isNull();
            assertThat(select(receive(one), receive(other))).isEqualTo("to one");
            BriefTurn turn = theKept();
            assertThat(select(send(one, "back", () -> "sent"), receive(other))).isEqualTo("sent");
            assertThat(select(receive(other), timeout(Delays.LONG, () -> "late")))
                    .isEqualTo("to other");
            assertThat(select(receive(one), timeout(Delays.SHORT, () -> "late")))
                    .isEqualTo("late");
            assertThat(kept()).isSameAs(turn);
        });
        await(fiber).toPark(SELECT);
        one.send("to one");
        await(fiber).toPark(SELECT);
        assertThat(one.receive()).isEqualTo("back");
        await(fiber).toPark(SELECT);
        other.send("to other");
        fiber.join();
    }

    @Test
    void aSelectInAHandlerUsesWhatTheSelectAroundItHasUsed() throws Exception {
        Party<String> fiber = crew.start(() -> {
            SelectCase<String> nested = receive(one, before -> before + ", " + select(receive(one), receive(other)));
            String received = select(nested, receive(other));
            BriefTurn turn = theKept();
            select(receive(one), timeout(Delays.SHORT, () -> "late"));
            assertThat(kept()).isSameAs(turn);
            return received;
        });
        await(fiber).toPark(SELECT);
        one.send("outer");
        await(fiber).toPark(SELECT);
        other.send("inner");
        assertThat(fiber.result()).isEqualTo("outer, inner");
    }

    @Test
    void whatIsInUseIsNotUsedAgain() throws Exception {
        crew.run(() -> {
            BriefTurn outer = BriefTurn.forCaller(2);
            BriefTurn inner = BriefTurn.forCaller(2);
            assertThat(inner).isNotSameAs(outer);
            assertThat(kept()).isSameAs(inner);
            inner.clear();
            assertThat(BriefTurn.forCaller(2)).isSameAs(inner);
        });
    }

    @Test
    void whatAnErrorHasLeftWhereItCanBeChosenIsNotUsedAgain() throws Exception {
        crew.run(() -> {
            BriefTurn left = BriefTurn.forCaller(1);
            left.add(from(first), 0);
            assertThat(left.begin(true, false)).isNull();
            left.clear();
            assertThat(BriefTurn.forCaller(1)).isNotSameAs(left);
        });
    }

    @Test
    void whatAnErrorHasLeftInAQueueIsTakenOutBeforeItIsUsedAgain() throws Exception {
        crew.run(() -> {
            first.failsAsSoonAsItHasQueued = true;
            assertThatThrownBy(() -> Csp.prioritySelect(from(first), from(second)))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(first.queued()).isNull();
            BriefTurn turn = theKept();
            assertThat(BriefTurn.forCaller(2)).isSameAs(turn);
        });
    }

    @Test
    void ofMoreCasesThanBeforeThereIsAnother() throws Exception {
        crew.run(() -> {
            BriefTurn small = BriefTurn.forCaller(2);
            small.clear();
            BriefTurn large = BriefTurn.forCaller(3);
            large.clear();
            assertThat(large).isNotSameAs(small);
            assertThat(BriefTurn.forCaller(1)).isSameAs(large);
        });
    }

    @Test
    void ofManyCasesNoneIsKept() throws Exception {
        crew.run(() -> {
            BriefTurn.forCaller(BriefTurn.MOST_KEPT + 1).clear();
            assertThat(kept()).isNull();
            BriefTurn most = BriefTurn.forCaller(BriefTurn.MOST_KEPT);
            most.clear();
            assertThat(kept()).isSameAs(most);
        });
    }

    @Test
    void aThreadThatIsNoFiberKeepsNothing() {
        BriefTurn turn = BriefTurn.forCaller(2);
        turn.clear();
        assertThat(BriefTurn.forCaller(2)).isNotSameAs(turn);
    }

    // What is left of the select before

    @Test
    void whoHasMarkedACaseOfTheSelectBeforeDoesNotChooseItInTheNextOne() throws Exception {
        SourceProbe third = new SourceProbe("third");
        crew.run(() -> {
            BriefTurn turn = BriefTurn.forCaller(2);
            turn.add(from(first), 0);
            turn.add(from(second), 1);
            assertThat(turn.run(false, null)).isNull(); // and both are queued
            SelectNode node = second.queued();
            SelectState state = (SelectState) node.party();
            Party<Boolean> peer = crew.start(() -> choosesAfterItsMark(state, node));
            Await.until("the peer has marked", state::isAnyMarked);
            first.deliver("a");
            SelectNode winner = turn.run(false, null); // the mark has been collected, but the case was not examined
            assertThat(complete(Objects.requireNonNull(winner))).isEqualTo("first: a");
            turn.clear(); // waits for the peer
            BriefTurn next = BriefTurn.forCaller(2);
            assertThat(next).isSameAs(turn);
            next.add(from(third), 0);
            assertThat(next.begin(true, false)).isNull();
            assertThat(peer.result()).isFalse();
            third.deliver("b");
            assertThat(complete(Objects.requireNonNull(next.await(null)))).isEqualTo("third: b");
        });
    }

    /** A peer has come to the second source, and stands between its mark and its second try to claim. Whether that succeeds. */
    private boolean choosesAfterItsMark(SelectState state, SelectNode node) {
        second.lock.lock();
        try {
            assertThat(state.casWaitingTo(node)).isFalse();
            state.mark(node);
            Await.until(
                    "the select waits for this peer, or for an element",
                    () -> second.lock.hasQueuedThreads() || state.isAsleep());
            return state.casWaitingTo(node);
        } finally {
            second.lock.unlock();
        }
    }

    @Test
    void aMarkOfTheSelectBeforeIsNotOfTheNextOne() throws Exception {
        crew.run(() -> {
            for (int i = 0; i < 3; i++) { // a mark that stays would become a ring of marks
                BriefTurn turn = BriefTurn.forCaller(1);
                turn.add(from(first), 0);
                assertThat(turn.run(false, null)).isNull();
                first.deliver("a");
                turn.clear();
                first.tryReceiveNow();
            }
        });
    }

    @Test
    void nothingIsLeftOfASelect() throws Exception {
        assertNothingIsLeftOf(this::receiveOrSend, fiber -> {
            await(fiber).toPark(SELECT);
            one.send("element");
        });
    }

    @Test
    void nothingIsLeftOfASelectThatHasSent() throws Exception {
        assertNothingIsLeftOf(this::receiveOrSend, fiber -> {
            await(fiber).toPark(SELECT);
            other.receive();
        });
    }

    @Test
    void nothingIsLeftOfASelectThatWasInterrupted() throws Exception {
        assertNothingIsLeftOf(() -> receiveOrSendFailsBy(InterruptedException.class), fiber -> {
            await(fiber).toPark(SELECT);
            fiber.interrupt();
        });
    }

    @Test
    void nothingIsLeftOfASelectThatCameTooLate() throws Exception {
        assertNothingIsLeftOf(
                () -> select(receive(one), send(other, "element", () -> "sent"), timeout(Delays.SHORT, () -> "late")),
                _ -> {});
    }

    @Test
    void nothingIsLeftOfASelectWhoseChannelWasClosed() throws Exception {
        assertNothingIsLeftOf(() -> receiveOrSendFailsBy(ChannelClosedException.class), fiber -> {
            await(fiber).toPark(SELECT);
            one.close();
        });
    }

    private void receiveOrSend() throws InterruptedException {
        select(receive(one), send(other, "element", () -> "sent"));
    }

    private void receiveOrSendFailsBy(Class<? extends Exception> type) {
        assertThatThrownBy(this::receiveOrSend).isInstanceOf(type);
    }

    private interface Peer {
        void ends(Party<?> fiber) throws Exception;
    }

    private void assertNothingIsLeftOf(Body select, Peer peer) throws Exception {
        Party<Void> fiber = crew.start(() -> {
            select.run();
            BriefTurn turn = theKept();
            assertThat(turn.casesSeen()).isEmpty();
            for (int position = 0; position < 2; position++) {
                SelectNode node = turn.at(position);
                assertThat(node.specSeen()).isNull();
                assertThat(node.item()).isNull();
                assertThat(node.outcome()).isNull();
            }
            assertThat(BriefTurn.forCaller(2)).isSameAs(turn);
        });
        peer.ends(fiber);
        fiber.join();
    }
}
