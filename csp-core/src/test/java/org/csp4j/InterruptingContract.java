package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

abstract class InterruptingContract extends ChannelFixture {
    /** The forms of receiving that wait. */
    enum Receiving {
        RECEIVE,
        RECEIVE_OR_CLOSED,
        TIMEOUT,
        DEADLINE,
        BATCH;

        int from(ReceiveChannel<Integer> out) throws InterruptedException {
            return switch (this) {
                case RECEIVE -> out.receive();
                case RECEIVE_OR_CLOSED -> element(out.receiveOrClosed());
                case TIMEOUT -> element(out.tryReceive(Delays.LONG));
                case DEADLINE -> element(out.tryReceive(Deadline.after(Delays.LONG)));
                case BATCH -> out.receiveBatch(1).getFirst();
            };
        }

        private static int element(Received<Integer> received) {
            return received.asOptional().orElseThrow();
        }
    }

    /** The forms of sending that wait. */
    enum Sending {
        SEND,
        SEND_OR_CLOSED,
        TIMEOUT,
        DEADLINE;

        void to(SendChannel<Integer> in, int element) throws InterruptedException {
            switch (this) {
                case SEND -> in.send(element);
                case SEND_OR_CLOSED ->
                    assertThat(in.sendOrClosed(element).isOk()).isTrue();
                case TIMEOUT ->
                    assertThat(in.trySend(element, Delays.LONG).isOk()).isTrue();
                case DEADLINE ->
                    assertThat(in.trySend(element, Deadline.after(Delays.LONG)).isOk())
                            .isTrue();
            }
        }
    }

    InterruptingContract(ChannelSubject subject) {
        super(subject);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiveThatBeginsInterruptedTakesNothing(Receiving form) throws Exception {
        List<Integer> supplied = supply(3);
        crew.run(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> form.from(out))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageContaining(NAME);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        assertThat(rest()).isEqualTo(supplied);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiveThatIsInterruptedWhileItWaitsTakesNothing(Receiving form) throws Exception {
        Party<Void> receiver = crew.start(() -> {
            assertThatThrownBy(() -> form.from(out))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageContaining(NAME);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        await(receiver).toPark(RECEIVE);
        receiver.interrupt();
        assertFinishes(receiver);
        Party<Void> sender = crew.start(() -> in.send(7));
        assertThat(crew.call(() -> out.receive())).isEqualTo(7);
        assertFinishes(sender);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptThatComesAfterTheElementIsKept(Receiving form) throws Exception {
        Party<Integer> receiver = crew.start(() -> {
            int element = form.from(out);
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return element;
        });
        await(receiver).toPark(RECEIVE);
        assertThat(in.trySend(7)).isEqualTo(new Sent.Ok());
        receiver.interrupt();
        assertThat(receiver.result()).isEqualTo(7);
    }

    @Test
    void anInterruptedReceiverLeavesItsPlaceToTheNext() throws Exception {
        List<Party<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receivers.add(parkedReceiver());
        }
        receivers.get(1).interrupt();
        assertThat(receivers.get(1).failure()).isInstanceOf(InterruptedException.class);
        in.trySend(1);
        in.trySend(2);
        assertThat(receivers.get(0).result()).isEqualTo(1);
        assertThat(receivers.get(2).result()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiveThatBeginsInterruptedOnAClosedChannelThrowsInterruptedException(Receiving form) throws Exception {
        in.close();
        crew.run(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> form.from(out)).isInstanceOf(InterruptedException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aSendThatBeginsInterruptedDeliversNothing(Sending form) throws Exception {
        crew.run(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> form.to(in, 7))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageContaining(NAME);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        assertThat(out.tryReceive()).isEqualTo(new Received.Empty<>());
        assertThat(undelivered).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSendThatBeginsInterruptedPassesAWaitingReceiverBy(Sending form) throws Exception {
        Party<Integer> receiver = parkedReceiver();
        crew.run(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> form.to(in, 7)).isInstanceOf(InterruptedException.class);
        });
        in.trySend(8);
        assertThat(receiver.result()).isEqualTo(8);
    }

    @Test
    void whatDoesNotWaitWorksWhileInterruptedAndKeepsTheInterrupt() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        crew.run(() -> {
            Thread.currentThread().interrupt();
            assertThat(in.trySend(7)).isEqualTo(new Sent.Ok());
            assertThat(out.tryReceive()).isEqualTo(new Received.Empty<>());
            assertThat(out.drainTo(new ArrayList<>())).isZero();
            assertThat(in.size()).isZero();
            assertThat(in.close()).isTrue();
            assertThat(out.cancel()).isEmpty();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        assertThat(receiver.result()).isEqualTo(7);
    }
}
