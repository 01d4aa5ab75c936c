package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.testsupport.Await.assertFinishes;

import java.util.List;
import java.util.stream.Stream;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BufferedChannelTest extends ChannelContract {
    BufferedChannelTest(ChannelSubject subject) {
        super(subject);
    }

    static Stream<ChannelSubject> subjects() {
        return ChannelSubject.of(ChannelKind.BUFFERED_1, ChannelKind.BUFFERED_3, ChannelKind.BUFFERED_128);
    }

    @Nested
    class WaitingSenders extends WaitingSendersContract {
        WaitingSenders() {
            super(subject);
        }
    }

    @Nested
    class SetApart extends ChannelFixture {
        SetApart() {
            super(subject);
        }

        @Test
        void sendReturnsOnceTheElementIsStored() throws Exception {
            for (int number : numbers(kind.capacity())) {
                crew.run(() -> in.send(number));
            }
            assertThat(out.size()).isEqualTo(kind.capacity());
            assertThat(rest()).isEqualTo(numbers(kind.capacity()));
        }

        @Test
        void aReceiveStoresTheElementOfTheFirstWhoWaitsToSend() throws Exception {
            fill();
            Party<Void> sender = parkedSender(-1);
            assertThat(crew.call(() -> out.receive())).isEqualTo(1);
            assertFinishes(sender);
            assertThat(out.size()).isEqualTo(kind.capacity());
        }

        @Test
        void theStoreCanBeFilledAndEmptiedAgainAndAgain() throws Exception {
            for (int round = 0; round < 5; round++) {
                List<Integer> stored = fill();
                assertThat(rest()).isEqualTo(stored);
                in.trySend(0); // begins the next round one slot further on
                assertThat(rest()).containsExactly(0);
            }
        }

        @Test
        void nothingIsEverDropped() throws Exception {
            fill();
            in.trySend(-1);
            assertThat(channel.droppedCount()).isZero();
            assertThat(undelivered).isEmpty();
        }
    }
}
