package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class CancellingContract extends ChannelFixture {
    private final Throwable cause = new IllegalStateException("nobody wants them");

    CancellingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void cancelReturnsWhatWasStoredInItsOrderEachExactlyOnce() throws Exception {
        List<Integer> stored = fill();
        assertThat(crew.call(() -> out.cancel())).isEqualTo(stored);
        assertThat(crew.call(() -> out.cancel())).isEmpty();
        assertThat(crew.call(() -> out.cancel(cause))).isEmpty();
        assertThat(out.size()).isZero();
    }

    @Test
    void ofManyWhoCancelEachElementComesBackToOne() throws Exception {
        List<Integer> stored = fill();
        List<Party<List<Integer>>> cancellers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            cancellers.add(crew.start(() -> out.cancel()));
        }
        List<Integer> returned = new ArrayList<>();
        for (Party<List<Integer>> canceller : cancellers) {
            returned.addAll(canceller.result());
        }
        assertThat(returned).containsExactlyElementsOf(stored);
    }

    @Test
    void theListIsTheCallers() {
        fill();
        List<Integer> returned = out.cancel();
        returned.add(0);
        assertThat(returned).contains(0);
    }

    @Test
    void nobodyReceivesAnythingAfterThat() throws Exception {
        fill();
        out.cancel();
        assertThatThrownBy(() -> crew.call(() -> out.receive())).isExactlyInstanceOf(ChannelCancelledException.class);
        assertThat(crew.call(() -> out.receiveOrClosed())).isEqualTo(new Received.Closed<>(null));
        assertThat(crew.call(() -> out.tryReceive())).isEqualTo(new Received.Closed<>(null));
        assertThat(out.isDrained()).isTrue();
    }

    @Test
    void sendersFailWithAChannelCancelledException() throws Exception {
        out.cancel();
        assertThat(in.isClosed()).isTrue();
        assertThatThrownBy(() -> crew.run(() -> in.send(7)))
                .isExactlyInstanceOf(ChannelCancelledException.class)
                .hasNoCause();
        assertThat(crew.call(() -> in.sendOrClosed(7))).isEqualTo(new Sent.Closed(null));
        assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Closed(null));
    }

    @Test
    void theSendersFailuresHaveTheCause() throws Exception {
        out.cancel(cause);
        assertThatThrownBy(() -> crew.run(() -> in.send(7)))
                .isExactlyInstanceOf(ChannelCancelledException.class)
                .cause()
                .isSameAs(cause);
        assertThat(crew.call(() -> in.sendOrClosed(7))).isEqualTo(new Sent.Closed(cause));
        assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Closed(cause));
    }

    @Test
    void thoseWhoWaitToReceiveLearnOfIt() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        Party<Received.Eventually<Integer>> other = crew.start(() -> out.receiveOrClosed());
        await(other).toPark(RECEIVE);
        assertThat(crew.call(() -> out.cancel(cause))).isEmpty();
        assertThat(receiver.failure())
                .isExactlyInstanceOf(ChannelCancelledException.class)
                .hasCause(cause);
        assertThat(other.result()).isEqualTo(new Received.Closed<>(cause));
    }

    @Test
    void onAClosedChannelItJustReturnsWhatWasStillStored() throws Exception {
        List<Integer> stored = fill();
        in.close(cause);
        assertThat(crew.call(() -> out.cancel(new IllegalStateException("another"))))
                .isEqualTo(stored);
        assertThat(out.isDrained()).isTrue();
        assertThatThrownBy(() -> crew.run(() -> in.send(7)))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .cause()
                .isSameAs(cause);
        assertThatThrownBy(() -> crew.call(() -> out.receive()))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .cause()
                .isSameAs(cause);
    }

    @Test
    void closingAChannelThatWasCancelledChangesNothingAndSaysSo() throws Exception {
        out.cancel();
        assertThat(crew.call(() -> in.close(cause))).isFalse();
        assertThatThrownBy(() -> crew.run(() -> in.send(7)))
                .isExactlyInstanceOf(ChannelCancelledException.class)
                .hasNoCause();
    }

    @Test
    void whatCancelReturnsIsNotPassedToTheHook() {
        fill();
        out.cancel();
        assertThat(undelivered).isEmpty();
        assertThat(channel.droppedCount()).isZero();
    }
}
