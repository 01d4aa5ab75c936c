package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.util.List;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class ValueOrClosedContract extends ChannelFixture {
    private final Throwable cause = new IllegalStateException("the source is gone");

    ValueOrClosedContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void sendOrClosedHandsTheElementToAWaitingReceiver() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        assertThat(crew.call(() -> in.sendOrClosed(7))).isEqualTo(new Sent.Ok());
        assertThat(receiver.result()).isEqualTo(7);
    }

    @Test
    void sendOrClosedSendsAsSendDoes() throws Exception {
        Party<Sent.Eventually> sender = crew.start(() -> in.sendOrClosed(7));
        assertThat(crew.call(() -> out.receive())).isEqualTo(7);
        assertThat(sender.result()).isEqualTo(new Sent.Ok());
    }

    @Test
    void sendOrClosedTellsOfAClosedChannelInItsAnswer() throws Exception {
        in.close();
        assertThat(crew.call(() -> in.sendOrClosed(7))).isEqualTo(new Sent.Closed(null));
        assertThat(out.tryReceive()).isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void sendOrClosedTellsWhyTheChannelIsClosed() throws Exception {
        in.close(cause);
        assertThat(crew.call(() -> in.sendOrClosed(7))).isEqualTo(new Sent.Closed(cause));
    }

    @Test
    void receiveOrClosedWaitsUntilThereIsAnElement() throws Exception {
        Party<Received.Eventually<Integer>> receiver = crew.start(() -> out.receiveOrClosed());
        await(receiver).toPark(RECEIVE);
        assertFinishes(crew.start(() -> in.send(7)));
        assertThat(receiver.result()).isEqualTo(new Received.Value<>(7));
    }

    @Test
    void receiveOrClosedTakesWhatIsThereWithoutWaiting() throws Exception {
        for (int number : supply(5)) {
            assertThat(crew.call(() -> out.receiveOrClosed())).isEqualTo(new Received.Value<>(number));
        }
    }

    @Test
    void receiveOrClosedFirstGivesWhatAClosedChannelHasStoredAndThenTellsThatItIsClosed() throws Exception {
        List<Integer> stored = fill();
        in.close(cause);
        for (int number : stored) {
            assertThat(crew.call(() -> out.receiveOrClosed())).isEqualTo(new Received.Value<>(number));
        }
        assertThat(crew.call(() -> out.receiveOrClosed())).isEqualTo(new Received.Closed<>(cause));
        assertThat(crew.call(() -> out.receiveOrClosed())).isEqualTo(new Received.Closed<>(cause));
    }

    @Test
    void receiveOrClosedTellsOfAChannelThatBecomesClosed() throws Exception {
        Party<Received.Eventually<Integer>> receiver = crew.start(() -> out.receiveOrClosed());
        await(receiver).toPark(RECEIVE);
        in.close();
        assertThat(receiver.result()).isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void receiveOrClosedTellsWhyAChannelBecomesClosed() throws Exception {
        Party<Received.Eventually<Integer>> receiver = crew.start(() -> out.receiveOrClosed());
        await(receiver).toPark(RECEIVE);
        in.close(cause);
        assertThat(receiver.result()).isEqualTo(new Received.Closed<>(cause));
    }
}
