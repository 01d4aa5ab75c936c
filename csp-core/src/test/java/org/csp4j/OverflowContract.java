package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

/** What channels promise that drop something rather than make a sender wait. */
abstract class OverflowContract extends ChannelFixture {
    OverflowContract(ChannelSubject subject) {
        super(subject);
    }

    /** Which of the numbers from 1 on a channel keeps that was sent them all. */
    abstract List<Integer> keptOf(int count);

    @Test
    void aFullChannelKeepsWhatItsPolicySays() throws Exception {
        for (int number : numbers(10)) {
            crew.run(() -> in.send(number));
        }
        assertThat(rest()).isEqualTo(keptOf(10));
    }

    @Test
    void droppedCountTellsHowManyAndTheHookWhich() throws Exception {
        assertThat(channel.droppedCount()).isZero();
        List<Integer> dropped = numbers(10);
        dropped.removeAll(keptOf(10));
        crew.run(() -> {
            for (int number : numbers(10)) {
                in.send(number);
            }
        });
        assertThat(undelivered).containsExactlyElementsOf(dropped);
        assertThat(channel.droppedCount()).isEqualTo(dropped.size());
    }

    @Test
    void nothingIsDroppedWhileThereIsRoom() {
        fill();
        assertThat(channel.droppedCount()).isZero();
        assertThat(undelivered).isEmpty();
    }

    @Test
    void nothingIsDroppedWhileAReceiverWaits() throws Exception {
        for (int number : numbers(10)) {
            Party<Integer> receiver = parkedReceiver();
            in.trySend(number);
            assertThat(receiver.result()).isEqualTo(number);
        }
        assertThat(channel.droppedCount()).isZero();
    }

    @Test
    void noFormOfSendingWaitsOrFindsTheChannelFull() throws Exception {
        fill();
        crew.run(() -> {
            in.send(-1);
            assertThat(in.sendOrClosed(-2)).isEqualTo(new Sent.Ok());
            assertThat(in.trySend(-3)).isEqualTo(new Sent.Ok());
            assertThat(in.trySend(-4, Delays.NEGATIVE)).isEqualTo(new Sent.Ok());
            assertThat(in.trySend(-5, Deadline.after(Duration.ZERO))).isEqualTo(new Sent.Ok());
        });
        assertThat(channel.droppedCount()).isEqualTo(5);
        assertThat(out.size()).isEqualTo(kind.capacity());
    }

    @Test
    void aClosedChannelDropsNothing() throws Exception {
        List<Integer> stored = fill();
        in.close();
        assertThat(crew.call(() -> in.trySend(-1))).isEqualTo(new Sent.Closed(null));
        assertThat(crew.call(() -> in.sendOrClosed(-1))).isEqualTo(new Sent.Closed(null));
        assertThat(channel.droppedCount()).isZero();
        assertThat(undelivered).isEmpty();
        assertThat(rest()).isEqualTo(stored);
    }

    @Test
    void theHookRunsOnTheThreadOfTheSender() throws Exception {
        List<Thread> threads = new ArrayList<>();
        Channel<Integer> hooked = kind.builder().build(_ -> threads.add(Thread.currentThread()));
        Party<Void> sender = crew.start(() -> {
            for (int number : numbers(kind.capacity() + 1)) {
                hooked.send(number);
            }
        });
        sender.join();
        assertThat(threads).containsExactly(sender.thread());
    }

    @Test
    void theHookRunsAfterTheSendHasTakenEffectAndOutsideOfAnyLock() throws Exception {
        List<Object> seen = new ArrayList<>();
        Channel<Integer>[] self = newArray();
        self[0] = kind.builder().build((Consumer<Integer>) _ -> {
            seen.add(self[0].size());
            seen.add(self[0].droppedCount());
            seen.add(self[0].cancel().size());
        });
        crew.run(() -> {
            for (int number : numbers(kind.capacity() + 1)) {
                self[0].send(number);
            }
        });
        assertThat(seen).containsExactly(kind.capacity(), 1L, kind.capacity());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Channel<Integer>[] newArray() {
        return new Channel[1];
    }

    @Test
    void anExceptionOfTheHookChangesNothing() throws Exception {
        Channel<Integer> hooked = kind.builder().build(_ -> {
            throw new IllegalStateException("the hook fails; this is logged");
        });
        crew.run(() -> {
            for (int number : numbers(kind.capacity())) {
                hooked.send(number);
            }
            assertThat(hooked.sendOrClosed(kind.capacity() + 1)).isEqualTo(new Sent.Ok());
        });
        List<Integer> kept = new ArrayList<>();
        hooked.drainTo(kept);
        assertThat(kept).isEqualTo(keptOf(kind.capacity() + 1));
        assertThat(hooked.droppedCount()).isEqualTo(1);
    }

    @Test
    void withoutAHookWhatIsDroppedIsStillCounted() throws Exception {
        Channel<Integer> plain = kind.builder().build();
        crew.run(() -> {
            for (int number : numbers(kind.capacity() + 4)) {
                plain.send(number);
            }
        });
        assertThat(plain.droppedCount()).isEqualTo(4);
    }
}
