package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class ClosingContract extends ChannelFixture {
    private final Throwable cause = new IllegalStateException("the source is gone");

    ClosingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void closeTellsThatThisCallClosedTheChannel() throws Exception {
        assertThat(in.isClosed()).isFalse();
        assertThat(crew.call(() -> in.close())).isTrue();
        assertThat(in.isClosed()).isTrue();
    }

    @Test
    void closingTwiceChangesNothingAndSaysSo() throws Exception {
        List<Integer> stored = fill();
        in.close(cause);
        assertThat(crew.call(() -> in.close())).isFalse();
        assertThat(crew.call(() -> in.close(new IllegalStateException("another"))))
                .isFalse();
        assertThat(rest()).isEqualTo(stored);
        assertThat(in.trySend(7)).isEqualTo(new Sent.Closed(cause));
        assertThat(out.tryReceive()).isEqualTo(new Received.Closed<>(cause));
    }

    @Test
    void closingWithACauseAfterClosingWithoutOneChangesNothing() throws Exception {
        in.close();
        assertThat(crew.call(() -> in.close(cause))).isFalse();
        assertThat(out.tryReceive()).isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void ofManyWhoCloseExactlyOneIsToldThatItDid() throws Exception {
        List<Party<Boolean>> closers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            closers.add(crew.start(() -> in.close()));
        }
        int closed = 0;
        for (Party<Boolean> closer : closers) {
            closed += closer.result() ? 1 : 0;
        }
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void noMoreElementsAreAcceptedAndThoseStoredCanStillBeReceived() throws Exception {
        List<Integer> stored = fill();
        in.close();
        assertThat(in.trySend(7)).isEqualTo(new Sent.Closed(null));
        assertThat(crew.call(() -> in.sendOrClosed(7))).isEqualTo(new Sent.Closed(null));
        assertThat(rest()).isEqualTo(stored);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void aClosedChannelIsDrainedOnceEverythingStoredHasBeenReceived() throws Exception {
        List<Integer> stored = fill();
        assertThat(out.isDrained()).isFalse();
        in.close();
        for (int number : stored) {
            assertThat(out.isDrained()).isFalse();
            assertThat(crew.call(() -> out.receive())).isEqualTo(number);
        }
        assertThat(out.isDrained()).isTrue();
    }

    @Test
    void anEmptyChannelIsNotDrainedUntilItIsClosed() {
        assertThat(out.isDrained()).isFalse();
        in.close();
        assertThat(out.isDrained()).isTrue();
    }

    @Test
    void allWhoWaitToReceiveLearnThatTheChannelIsClosed() throws Exception {
        List<Party<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            receivers.add(parkedReceiver());
        }
        crew.call(() -> in.close());
        for (Party<Integer> receiver : receivers) {
            assertThat(receiver.failure())
                    .isExactlyInstanceOf(ChannelClosedException.class)
                    .hasNoCause();
        }
    }

    @Test
    void theCauseComesWithEveryLaterFailure() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        in.close(cause);
        assertThat(receiver.failure())
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasCause(cause);
        assertThatThrownBy(() -> crew.call(() -> out.receive())).cause().isSameAs(cause);
        assertThatThrownBy(() -> crew.call(() -> out.receiveBatch(3))).cause().isSameAs(cause);
        assertThatThrownBy(() -> crew.run(() -> in.send(7))).cause().isSameAs(cause);
    }

    @Test
    void eachFailureIsAnExceptionOfItsOwn() {
        in.close();
        Throwable first = crew.start(() -> in.send(7)).failure();
        Throwable second = crew.start(() -> in.send(7)).failure();
        assertThat(first).isNotSameAs(second);
    }
}
