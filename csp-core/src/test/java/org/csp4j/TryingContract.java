package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.testsupport.Await.assertFinishes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.Test;

abstract class TryingContract extends ChannelFixture {
    private static final int ROUNDS = Rounds.of(2_000);

    TryingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void trySendHandsTheElementToAWaitingReceiver() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Ok());
        assertThat(receiver.result()).isEqualTo(7);
    }

    @Test
    void trySendStoresTheElementWhereThereIsRoom() throws Exception {
        for (int number : numbers(kind.storable())) {
            assertThat(in.trySend(number)).isEqualTo(new Sent.Ok());
        }
        assertThat(rest()).isEqualTo(numbers(kind.storable()));
    }

    @Test
    void trySendTellsOfAClosedChannel() throws Exception {
        in.close();
        assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Closed(null));
        assertThat(out.tryReceive()).isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void trySendTellsWhyTheChannelIsClosed() throws Exception {
        Throwable cause = new IllegalStateException("the source is gone");
        in.close(cause);
        assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Closed(cause));
    }

    @Test
    void tryReceiveFindsAnEmptyChannelEmpty() throws Exception {
        assertThat(crew.call(() -> out.tryReceive())).isEqualTo(new Received.Empty<>());
    }

    @Test
    void tryReceiveTakesWhatIsStoredOrWhatASenderWaitsWith() throws Exception {
        for (int number : supply(5)) {
            assertThat(crew.call(() -> out.tryReceive())).isEqualTo(new Received.Value<>(number));
        }
        assertThat(crew.call(() -> out.tryReceive())).isEqualTo(new Received.Empty<>());
    }

    @Test
    void tryReceiveTakesWhatAClosedChannelHasStoredAndThenTellsThatItIsClosed() throws Exception {
        List<Integer> stored = fill();
        Throwable cause = new IllegalStateException("the source is gone");
        in.close(cause);
        for (int number : stored) {
            assertThat(crew.call(() -> out.tryReceive())).isEqualTo(new Received.Value<>(number));
        }
        assertThat(crew.call(() -> out.tryReceive())).isEqualTo(new Received.Closed<>(cause));
    }

    /** Each of as many threads as there is room for stores an element and takes one: there is room and an element for each. */
    @Test
    void aTryNeverFailsForAnotherReasonThanItsAnswerGives() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Party<Void> onlooker = crew.start(() -> {
            while (!isOver.get()) {
                assertThat(out.size()).isLessThanOrEqualTo(2);
                assertThat(in.isClosed() || out.isDrained()).isFalse();
                Thread.yield();
            }
        });
        List<Party<Void>> parties = new ArrayList<>();
        for (int i = 0; i < Math.min(2, kind.capacity()); i++) {
            parties.add(crew.start(() -> {
                for (int number : numbers(ROUNDS)) {
                    assertThat(in.trySend(number)).isInstanceOf(Sent.Ok.class);
                    assertThat(out.tryReceive()).isInstanceOf(Received.Value.class);
                }
            }));
        }
        for (Party<Void> party : parties) {
            party.join();
        }
        isOver.set(true);
        assertFinishes(onlooker);
    }
}
