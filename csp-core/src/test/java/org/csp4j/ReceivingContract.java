package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class ReceivingContract extends ChannelFixture {
    ReceivingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void receiveWaitsUntilThereIsAnElement() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        crew.run(() -> in.send(7));
        assertThat(receiver.result()).isEqualTo(7);
    }

    @Test
    void receiveTakesWhatIsThereWithoutWaiting() throws Exception {
        List<Integer> supplied = supply(5);
        for (int number : supplied) {
            assertThat(crew.call(() -> out.receive())).isEqualTo(number);
        }
        assertThat(out.tryReceive()).isEqualTo(new Received.Empty<>());
    }

    @Test
    void waitingReceiversAreServedInTheOrderOfTheirArrival() throws Exception {
        List<Party<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            receivers.add(parkedReceiver());
        }
        for (int number : numbers(5)) {
            assertThat(in.trySend(number)).isEqualTo(new Sent.Ok());
        }
        for (int i = 0; i < 5; i++) {
            assertThat(receivers.get(i).result()).isEqualTo(i + 1);
        }
    }

    @Test
    void nobodyOvertakesAWaitingReceiver() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        assertThat(in.trySend(1)).isEqualTo(new Sent.Ok());
        assertThat(out.tryReceive()).isEqualTo(new Received.Empty<>());
        assertThat(receiver.result()).isEqualTo(1);
    }

    @Test
    void aClosedChannelFirstGivesWhatItHasStored() throws Exception {
        List<Integer> stored = fill();
        in.close();
        for (int number : stored) {
            assertThat(crew.call(() -> out.receive())).isEqualTo(number);
        }
        assertThatThrownBy(() -> crew.call(() -> out.receive())).isExactlyInstanceOf(ChannelClosedException.class);
    }

    @Test
    void receiveFailsOnAChannelThatIsClosedAndHasNothingStored() {
        in.close();
        assertThatThrownBy(() -> crew.call(() -> out.receive())).isExactlyInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(() -> crew.call(() -> out.receive())).isExactlyInstanceOf(ChannelClosedException.class);
    }

    @Test
    void receiveFailsOnAChannelThatBecomesClosed() {
        Party<Integer> receiver = parkedReceiver();
        in.close();
        assertThat(receiver.failure()).isExactlyInstanceOf(ChannelClosedException.class);
    }
}
