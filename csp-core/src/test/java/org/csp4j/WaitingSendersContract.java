package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.InterruptingContract.Sending;
import org.csp4j.TimedContract.Form;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What channels promise that make senders wait: those with no room, on which each of these tests begins with a full one. */
abstract class WaitingSendersContract extends ChannelFixture {
    private final Throwable cause = new IllegalStateException("the source is gone");
    private List<Integer> stored;

    WaitingSendersContract(ChannelSubject subject) {
        super(subject);
    }

    @BeforeEach
    void fillTheChannel() {
        stored = fill();
    }

    /** What is stored, and these. */
    private List<Integer> storedAnd(Integer... others) {
        List<Integer> all = new ArrayList<>(stored);
        all.addAll(List.of(others));
        return all;
    }

    @Test
    void sendWaitsUntilItsElementIsTakenOrStored() throws Exception {
        Party<Void> sender = parkedSender(-1);
        assertThat(crew.call(() -> out.receive())).isEqualTo(storedAnd(-1).getFirst());
        assertFinishes(sender);
        assertThat(rest()).isEqualTo(storedAnd(-1).subList(1, stored.size() + 1));
    }

    @Test
    void sendOrClosedWaitsUntilItsElementIsTakenOrStored() throws Exception {
        Party<Sent.Eventually> sender = crew.start(() -> in.sendOrClosed(-1));
        await(sender).toPark(SEND);
        out.tryReceive();
        assertThat(sender.result()).isEqualTo(new Sent.Ok());
    }

    @Test
    void trySendFindsTheChannelFullAndDeliversNothing() throws Exception {
        assertThat(crew.call(() -> in.trySend(-1))).isEqualTo(new Sent.Full());
        assertThat(rest()).isEqualTo(stored);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void waitingSendersAreServedInTheOrderOfTheirArrival() throws Exception {
        List<Party<Void>> senders = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            senders.add(parkedSender(-i));
        }
        for (Party<Void> sender : senders) {
            assertThat(senders.stream().filter(Party::hasEnded)).hasSize(senders.indexOf(sender));
            out.tryReceive();
            assertFinishes(sender);
        }
    }

    @Test
    void elementsOfWaitingSendersKeepTheirOrder() throws Exception {
        for (int i = 1; i <= 5; i++) {
            parkedSender(-i);
        }
        assertThat(rest()).isEqualTo(storedAnd(-1, -2, -3, -4, -5));
    }

    @Test
    void nobodyOvertakesAWaitingSender() throws Exception {
        parkedSender(-1);
        out.tryReceive();
        assertThat(in.trySend(-2)).isEqualTo(new Sent.Full()); // the room has gone to the one who waited
        assertThat(rest()).doesNotContain(-2);
    }

    @Test
    void thoseWhoWaitToSendFailWhenTheChannelIsClosed() throws Exception {
        List<Party<Void>> senders = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            senders.add(parkedSender(-i));
        }
        in.close(cause);
        for (Party<Void> sender : senders) {
            assertThat(sender.failure())
                    .isExactlyInstanceOf(ChannelClosedException.class)
                    .hasMessageStartingWith("send on channel 'numbers'")
                    .hasCause(cause);
        }
        assertThat(rest()).isEqualTo(stored); // none of theirs
        assertThat(undelivered).isEmpty();
    }

    @Test
    void thoseWhoWaitToSendFailWhenTheChannelIsCancelled() throws Exception {
        List<Party<Void>> senders = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            senders.add(parkedSender(-i));
        }
        assertThat(out.cancel(cause)).isEqualTo(stored); // theirs are still theirs
        for (Party<Void> sender : senders) {
            assertThat(sender.failure())
                    .isExactlyInstanceOf(ChannelCancelledException.class)
                    .hasCause(cause);
        }
        assertThat(undelivered).isEmpty();
    }

    @Test
    void sendOrClosedThatWaitsIsToldOfAClose() throws Exception {
        Party<Sent.Eventually> sender = crew.start(() -> in.sendOrClosed(-1));
        await(sender).toPark(SEND);
        in.close(cause);
        assertThat(sender.result()).isEqualTo(new Sent.Closed(cause));
        assertThat(rest()).isEqualTo(stored);
    }

    @Test
    void sendOrClosedThatWaitsIsToldOfACancel() throws Exception {
        Party<Sent.Eventually> sender = crew.start(() -> in.sendOrClosed(-1));
        await(sender).toPark(SEND);
        out.cancel(cause);
        assertThat(sender.result()).isEqualTo(new Sent.Closed(cause));
    }

    @Test
    void theReasonOfASenderThatWaitsNamesTheChannel() throws Exception {
        Party<Void> sender = parkedSender(-1);
        WaitReason reason = WaitReason.of(sender.thread()).orElseThrow();
        assertThat(reason).isEqualTo(new WaitReason(SEND, NAME)).hasToString("send on numbers");
        rest();
        assertFinishes(sender);
        assertThat(WaitReason.of(sender.thread())).isEmpty();
    }

    // With a timeout or a deadline

    @ParameterizedTest
    @EnumSource
    void trySendGivesUpWhenItsTimeHasPassedAndDeliversNothing(Form form) throws Exception {
        long start = System.nanoTime();
        assertThat(crew.call(() -> form.trySend(in, -1, Delays.SHORT))).isEqualTo(new Sent.TimedOut());
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
        assertThat(rest()).isEqualTo(stored);
        assertThat(undelivered).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void trySendDoesNotWaitWithoutTime(Form form) throws Exception {
        for (Duration none : TimedContract.NONE) {
            assertThat(crew.call(() -> form.trySend(in, -1, none))).isEqualTo(new Sent.TimedOut());
        }
        assertThat(rest()).isEqualTo(stored);
    }

    @ParameterizedTest
    @EnumSource
    void trySendGoesOnWhenItsElementIsTakenOrStoredInTime(Form form) throws Exception {
        for (Duration length : List.of(Delays.LONG, Delays.FOREVER)) {
            Party<Sent.Within> sender = crew.start(() -> form.trySend(in, -1, length));
            await(sender).toPark(SEND);
            out.tryReceive();
            assertThat(sender.result()).isEqualTo(new Sent.Ok());
        }
    }

    @ParameterizedTest
    @EnumSource
    void trySendThatWaitsIsToldOfAClose(Form form) throws Exception {
        Party<Sent.Within> sender = crew.start(() -> form.trySend(in, -1, Delays.LONG));
        await(sender).toPark(SEND);
        in.close(cause);
        assertThat(sender.result()).isEqualTo(new Sent.Closed(cause));
    }

    @ParameterizedTest
    @EnumSource
    void aSenderThatTimedOutLeavesItsPlaceToTheNext(Form form) throws Exception {
        Party<Sent.Within> first = crew.start(() -> form.trySend(in, -1, Delays.SHORT));
        parkedSender(-2);
        assertThat(first.result()).isEqualTo(new Sent.TimedOut());
        assertThat(rest()).isEqualTo(storedAnd(-2));
    }

    // With an interrupt

    @ParameterizedTest
    @EnumSource
    void aSendThatIsInterruptedWhileItWaitsDeliversNothing(Sending form) throws Exception {
        Party<Void> sender = crew.start(() -> {
            assertThatThrownBy(() -> form.to(in, -1))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageContaining(NAME);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        await(sender).toPark(SEND);
        sender.interrupt();
        assertFinishes(sender);
        assertThat(rest()).isEqualTo(stored);
        assertThat(undelivered).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptThatComesAfterTheDeliveryIsKept(Sending form) throws Exception {
        Party<Void> sender = crew.start(() -> {
            form.to(in, -1);
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        });
        await(sender).toPark(SEND);
        out.tryReceive();
        sender.interrupt();
        assertFinishes(sender);
    }

    @Test
    void anInterruptedSenderLeavesItsPlaceToTheNext() throws Exception {
        List<Party<Void>> senders = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            senders.add(parkedSender(-i));
        }
        senders.get(1).interrupt();
        assertThat(senders.get(1).failure()).isInstanceOf(InterruptedException.class);
        assertThat(rest()).isEqualTo(storedAnd(-1, -3));
        assertFinishes(senders.get(0));
        assertFinishes(senders.get(2));
    }
}
