package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class MessagesContract extends ChannelFixture {
    private final Throwable cause = new IllegalStateException("the source is gone");

    MessagesContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void aFailureNamesTheOperationAndTheChannel() {
        in.close();
        assertThat(sendFailure(in)).hasMessage("send on channel 'numbers', closed");
        assertThat(receiveFailure(out)).hasMessage("receive from channel 'numbers', closed");
        assertThat(sendFailure(in).channelName()).isEqualTo(NAME);
        assertThat(receiveFailure(out).channelName()).isEqualTo(NAME);
    }

    @Test
    void aFailureNamesTheCause() {
        in.close(cause);
        assertThat(sendFailure(in))
                .hasMessage("send on channel 'numbers', closed, because of " + cause)
                .hasCause(cause);
        assertThat(receiveFailure(out))
                .hasMessage("receive from channel 'numbers', closed, because of " + cause)
                .hasCause(cause);
    }

    @Test
    void aFailureAfterACancelIsAnother() {
        out.cancel();
        assertThat(sendFailure(in))
                .isInstanceOf(ChannelCancelledException.class)
                .hasMessage("send on channel 'numbers', cancelled by its receiving side");
        assertThat(receiveFailure(out))
                .isInstanceOf(ChannelCancelledException.class)
                .hasMessage("receive from channel 'numbers', cancelled by its receiving side");
    }

    @Test
    void aFailureAfterACancelNamesTheCause() {
        out.cancel(cause);
        assertThat(sendFailure(in))
                .hasMessage("send on channel 'numbers', cancelled by its receiving side, because of " + cause)
                .hasCause(cause);
    }

    @Test
    void aFailureNamesWhoClosedTheChannelAndFromWhereWhenAskedTo() throws Exception {
        Channel<Integer> recording = kind.builder().name(NAME).recordCloser().build();
        Party<Boolean> closer = crew.start(() -> recording.close());
        closer.join();
        assertThat(sendFailure(recording).getMessage())
                .startsWith("send on channel 'numbers', closed by ")
                .contains("'" + closer + "' at ")
                .contains(MessagesContract.class.getSimpleName() + ".java");
        assertThat(receiveFailure(recording).getMessage())
                .startsWith("receive from channel 'numbers', closed by ")
                .contains("'" + closer + "' at ");
    }

    @Test
    void aFailureNamesWhoCancelledTheChannelWhenAskedTo() throws Exception {
        Channel<Integer> recording = kind.builder().name(NAME).recordCloser().build();
        Party<?> canceller = crew.start(() -> recording.cancel(cause));
        canceller.join();
        assertThat(sendFailure(recording).getMessage())
                .startsWith("send on channel 'numbers', cancelled by its receiving side")
                .contains("'" + canceller + "' at ")
                .endsWith(", because of " + cause);
    }

    @Test
    void theFirstCloserIsNamedNotTheSecond() throws Exception {
        Channel<Integer> recording = kind.builder().name(NAME).recordCloser().build();
        Party<?> first = crew.start(() -> recording.close());
        first.join();
        Party<?> second = crew.start(() -> recording.close(cause));
        second.join();
        assertThat(sendFailure(recording).getMessage())
                .contains("'" + first + "'")
                .doesNotContain("'" + second + "'");
    }

    @Test
    void aChannelWithoutANameIsIdentified() {
        Channel<Integer> nameless = kind.builder().build();
        assertThat(nameless.name())
                .isEqualTo(nameless.name())
                .isNotEqualTo(kind.builder().build().name());
        nameless.close();
        assertThat(sendFailure(nameless)).hasMessage("send on " + nameless.name() + ", closed");
        assertThat(sendFailure(nameless).channelName()).isEqualTo(nameless.name());
    }

    @Test
    void theReasonOfAReceiverThatWaitsNamesTheChannel() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        WaitReason reason = WaitReason.of(receiver.thread()).orElseThrow();
        assertThat(reason)
                .isEqualTo(new WaitReason(WaitReason.Kind.RECEIVE, NAME))
                .hasToString("receive on numbers");
        in.trySend(7);
        receiver.join();
        assertThat(WaitReason.of(receiver.thread())).isEmpty();
    }

    private ChannelClosedException sendFailure(SendChannel<Integer> to) {
        return (ChannelClosedException) crew.start(() -> to.send(7)).failure();
    }

    private ChannelClosedException receiveFailure(ReceiveChannel<Integer> from) {
        return (ChannelClosedException) crew.start(() -> from.receive()).failure();
    }
}
