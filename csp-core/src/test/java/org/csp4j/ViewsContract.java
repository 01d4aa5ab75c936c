package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class ViewsContract extends ChannelFixture {
    private final SendChannel<Integer> sendOnly = channel.sendOnly();
    private final ReceiveChannel<Integer> receiveOnly = channel.receiveOnly();

    ViewsContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void aSendOnlyViewCannotBeCastToReceive() {
        assertThat((Object) sendOnly).isNotInstanceOfAny(ReceiveChannel.class, Channel.class, Iterable.class);
        assertThat(publicMethods(sendOnly))
                .doesNotContain(
                        "receive",
                        "receiveOrClosed",
                        "tryReceive",
                        "receiveBatch",
                        "drainTo",
                        "cancel",
                        "iterator",
                        "stream");
    }

    @Test
    void aReceiveOnlyViewCannotBeCastToSendOrToClose() {
        assertThat((Object) receiveOnly).isNotInstanceOfAny(SendChannel.class, Channel.class);
        assertThat(publicMethods(receiveOnly)).doesNotContain("send", "sendOrClosed", "trySend", "close");
    }

    private static List<String> publicMethods(Object view) {
        return Arrays.stream(view.getClass().getMethods())
                .map(method -> method.getName())
                .toList();
    }

    @Test
    void viewsAreTheSameChannel() throws Exception {
        Party<Integer> receiver = crew.start(() -> receiveOnly.receive());
        crew.run(() -> sendOnly.send(7));
        assertThat(receiver.result()).isEqualTo(7);
        List<Integer> stored = fill();
        assertThat(sendOnly.size()).isEqualTo(stored.size());
        assertThat(receiveOnly.size()).isEqualTo(stored.size());
        assertThat(sendOnly.close()).isTrue();
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.close()).isFalse();
        assertThat(receiveOnly.cancel()).isEqualTo(stored);
        assertThat(channel.isDrained()).isTrue();
    }

    @Test
    void viewsHaveTheNameOfTheChannel() {
        assertThat(channel.name()).isEqualTo(NAME);
        assertThat(sendOnly.name()).isEqualTo(NAME);
        assertThat(receiveOnly.name()).isEqualTo(NAME);
    }

    @Test
    void aChannelAndItsViewsSayWhatTheyAre() {
        assertThat(channel).hasToString("channel 'numbers'");
        assertThat(sendOnly).hasToString("channel 'numbers' (send only)");
        assertThat(receiveOnly).hasToString("channel 'numbers' (receive only)");
    }
}
