package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.time.Duration;
import java.util.List;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

abstract class TimedContract extends ChannelFixture {
    /** The two ways to say until when to wait. */
    enum Form {
        TIMEOUT {
            @Override
            <T> Sent.Within trySend(SendChannel<T> in, T element, Duration length) throws InterruptedException {
                return in.trySend(element, length);
            }

            @Override
            <T> Received.Within<T> tryReceive(ReceiveChannel<T> out, Duration length) throws InterruptedException {
                return out.tryReceive(length);
            }
        },
        DEADLINE {
            @Override
            <T> Sent.Within trySend(SendChannel<T> in, T element, Duration length) throws InterruptedException {
                return in.trySend(element, Deadline.after(length));
            }

            @Override
            <T> Received.Within<T> tryReceive(ReceiveChannel<T> out, Duration length) throws InterruptedException {
                return out.tryReceive(Deadline.after(length));
            }
        };

        abstract <T> Sent.Within trySend(SendChannel<T> in, T element, Duration length) throws InterruptedException;

        abstract <T> Received.Within<T> tryReceive(ReceiveChannel<T> out, Duration length) throws InterruptedException;
    }

    /** Lengths that leave no time to wait. */
    static final List<Duration> NONE =
            List.of(Duration.ZERO, Duration.ofNanos(-1), Delays.NEGATIVE, Delays.SINCE_FOREVER);

    TimedContract(ChannelSubject subject) {
        super(subject);
    }

    @ParameterizedTest
    @EnumSource
    void tryReceiveGivesUpWhenItsTimeHasPassed(Form form) throws Exception {
        long start = System.nanoTime();
        assertThat(crew.call(() -> form.tryReceive(out, Delays.SHORT))).isEqualTo(new Received.TimedOut<>());
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
        assertThat(in.trySend(7)).isEqualTo(kind.capacity() == 0 ? new Sent.Full() : new Sent.Ok()); // nobody waits now
        assertThat(out.size()).isEqualTo(Math.min(1, kind.capacity()));
    }

    @ParameterizedTest
    @EnumSource
    void tryReceiveReturnsTheElementThatComesInTime(Form form) throws Exception {
        for (Duration length : List.of(Delays.LONG, Delays.FOREVER)) {
            Party<Received.Within<Integer>> receiver = crew.start(() -> form.tryReceive(out, length));
            await(receiver).toPark(RECEIVE);
            crew.run(() -> in.send(7));
            assertThat(receiver.result()).isEqualTo(new Received.Value<>(7));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tryReceiveTakesWhatIsThereHoweverShortTheTimeout(Form form) throws Exception {
        List<Integer> supplied = supply(NONE.size());
        for (int number : supplied) {
            assertThat(crew.call(() -> form.tryReceive(out, NONE.get(number - 1))))
                    .isEqualTo(new Received.Value<>(number));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tryReceiveDoesNotWaitWithoutTime(Form form) throws Exception {
        for (Duration none : NONE) {
            assertThat(crew.call(() -> form.tryReceive(out, none))).isEqualTo(new Received.TimedOut<>());
        }
    }

    @ParameterizedTest
    @EnumSource
    void tryReceiveTellsOfAClosedChannelHoweverShortTheTimeout(Form form) throws Exception {
        Throwable cause = new IllegalStateException("the source is gone");
        in.close(cause);
        for (Duration none : NONE) {
            assertThat(crew.call(() -> form.tryReceive(out, none))).isEqualTo(new Received.Closed<>(cause));
        }
        assertThat(crew.call(() -> form.tryReceive(out, Delays.LONG))).isEqualTo(new Received.Closed<>(cause));
    }

    @ParameterizedTest
    @EnumSource
    void tryReceiveTellsOfAChannelThatBecomesClosed(Form form) throws Exception {
        Party<Received.Within<Integer>> receiver = crew.start(() -> form.tryReceive(out, Delays.LONG));
        await(receiver).toPark(RECEIVE);
        Throwable cause = new IllegalStateException("the source is gone");
        in.close(cause);
        assertThat(receiver.result()).isEqualTo(new Received.Closed<>(cause));
    }

    @ParameterizedTest
    @EnumSource
    void aReceiverThatTimedOutLeavesItsPlaceToTheNext(Form form) throws Exception {
        Party<Received.Within<Integer>> first = crew.start(() -> form.tryReceive(out, Delays.SHORT));
        Party<Integer> second = parkedReceiver();
        assertThat(first.result()).isEqualTo(new Received.TimedOut<>());
        crew.run(() -> in.send(7));
        assertThat(second.result()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void trySendHandsOverToAWaitingReceiverHoweverShortTheTimeout(Form form) throws Exception {
        for (Duration none : NONE) {
            Party<Integer> receiver = parkedReceiver();
            assertThat(crew.call(() -> form.trySend(in, 7, none))).isEqualTo(new Sent.Ok());
            assertThat(receiver.result()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void trySendUsesRoomThatIsThereHoweverShortTheTimeout(Form form) throws Exception {
        for (int number : numbers(Math.min(NONE.size(), kind.storable()))) {
            assertThat(crew.call(() -> form.trySend(in, number, NONE.get(number - 1))))
                    .isEqualTo(new Sent.Ok());
        }
        assertThat(rest()).isEqualTo(numbers(Math.min(NONE.size(), kind.storable())));
    }

    @ParameterizedTest
    @EnumSource
    void trySendTellsOfAClosedChannelHoweverShortTheTimeout(Form form) throws Exception {
        Throwable cause = new IllegalStateException("the source is gone");
        in.close(cause);
        for (Duration none : NONE) {
            assertThat(crew.call(() -> form.trySend(in, 7, none))).isEqualTo(new Sent.Closed(cause));
        }
        assertThat(crew.call(() -> form.trySend(in, 7, Delays.LONG))).isEqualTo(new Sent.Closed(cause));
    }

    @Test
    void oneDeadlineCanBeHandedThroughManyCalls() throws Exception {
        Party<Void> caller = crew.start(() -> {
            Deadline deadline = Deadline.after(Delays.SHORT);
            for (int i = 0; i < 100; i++) {
                assertThat(out.tryReceive(deadline)).isEqualTo(new Received.TimedOut<>());
                assertThat(deadline.isPast()).isTrue();
            }
        });
        assertFinishes(caller);
    }

    @Test
    void aDeadlineThatHasPassedIsNotWaitedFor() throws Exception {
        Deadline deadline = Deadline.after(Delays.SHORT);
        crew.call(() -> out.tryReceive(deadline));
        assertThat(deadline.isPast()).isTrue();
        assertThat(deadline.remaining()).isLessThanOrEqualTo(Duration.ZERO);
        assertThat(crew.call(() -> out.tryReceive(deadline))).isEqualTo(new Received.TimedOut<>());
    }
}
