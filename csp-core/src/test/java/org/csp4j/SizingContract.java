package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.Test;

abstract class SizingContract extends ChannelFixture {
    private static final int ROUNDS = Rounds.of(2_000);

    SizingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void capacityIsHowManyElementsCanBeStored() {
        assertThat(in.capacity()).isEqualTo(kind.capacity());
        assertThat(out.capacity()).isEqualTo(kind.capacity());
        assertThat(channel.capacity()).isEqualTo(kind.capacity());
    }

    @Test
    void capacityStaysTheSameWhateverHappens() {
        fill();
        assertThat(in.capacity()).isEqualTo(kind.capacity());
        in.close();
        out.cancel();
        assertThat(in.capacity()).isEqualTo(kind.capacity());
    }

    @Test
    void sizeIsHowManyElementsAreStored() {
        assertThat(in.size()).isZero();
        for (int number : numbers(kind.storable())) {
            in.trySend(number);
            assertThat(in.size()).isEqualTo(number);
            assertThat(out.size()).isEqualTo(number);
        }
        for (int left = kind.storable() - 1; left >= 0; left--) {
            out.tryReceive();
            assertThat(in.size()).isEqualTo(left);
        }
        assertThat(in.size()).isZero();
    }

    @Test
    void sizeCountsWhatAClosedChannelHasStored() {
        fill();
        in.close();
        assertThat(out.size()).isEqualTo(kind.storable());
    }

    @Test
    void waitingReceiversDoNotCount() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        assertThat(in.size()).isZero();
        in.trySend(1);
        assertThat(in.size()).isZero();
        receiver.join();
    }

    @Test
    void waitingSendersDoNotCount() {
        List<Integer> supplied = supply(5);
        assertThat(in.size()).isEqualTo(Math.min(supplied.size(), kind.capacity()));
        rest();
    }

    @Test
    void sizeIsNeverOutsideOfZeroAndTheCapacity() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Party<Void>> parties = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parties.add(crew.start(() -> {
                for (int number : numbers(ROUNDS)) {
                    in.send(number);
                }
            }));
            parties.add(crew.start(() -> out.forEach(_ -> {})));
        }
        Party<Void> onlooker = crew.start(() -> {
            while (!isOver.get()) {
                assertThat(out.size()).isBetween(0, kind.capacity());
                Thread.yield();
            }
        });
        parties.get(0).join();
        parties.get(2).join();
        in.close();
        parties.get(1).join();
        parties.get(3).join();
        isOver.set(true);
        onlooker.join();
        assertThat(out.size()).isZero();
    }
}
