package org.csp4j;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.deadline;
import static org.csp4j.Csp.onDeadline;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.timeout;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;

import java.time.Duration;
import java.util.List;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Deadline}, and the waits that end at one. */
@Tag("engine")
class DeadlineTest {
    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final Channel<String> channel = chan("empty");

    private Deadline deadlineIn(Duration timeout) {
        return time.call(() -> Deadline.after(timeout));
    }

    @Nested
    class Itself {
        @Test
        void comesAndPasses() {
            Deadline deadline = deadlineIn(ofSeconds(10));
            assertThat(deadline.remaining()).isEqualTo(ofSeconds(10));
            assertThat(deadline.isPast()).isFalse();
            time.advance(ofSeconds(10).minusNanos(1));
            assertThat(deadline.remaining()).isEqualTo(ofNanos(1));
            assertThat(deadline.isPast()).isFalse();
            time.advance(ofNanos(1));
            assertThat(deadline.remaining()).isZero();
            assertThat(deadline.isPast()).isTrue();
            time.advance(ofSeconds(3));
            assertThat(deadline.remaining()).isEqualTo(ofSeconds(-3));
            assertThat(deadline.isPast()).isTrue();
        }

        @Test
        void ofZeroOrLessHasPassed() {
            assertThat(deadlineIn(Duration.ZERO).isPast()).isTrue();
            Deadline passed = deadlineIn(ofSeconds(-3));
            assertThat(passed.isPast()).isTrue();
            assertThat(passed.remaining()).isEqualTo(ofSeconds(-3));
        }

        @Test
        void ofForeverNeverPasses() {
            Deadline deadline = deadlineIn(Delays.FOREVER);
            Deadline passed = deadlineIn(Delays.SINCE_FOREVER);
            for (int i = 0; i < 2; i++) {
                assertThat(deadline.isPast()).isFalse();
                assertThat(deadline.remaining()).isPositive();
                assertThat(passed.isPast()).isTrue();
                assertThat(passed.remaining()).isNegative();
                time.advance(Duration.ofDays(365 * 100));
            }
        }

        @Test
        void ofNullIsRefused() {
            assertThatNullPointerException().isThrownBy(() -> Deadline.after(null));
        }

        @Test
        void goesByTheSystemsClockOutsideOfFibers() {
            Deadline deadline = Deadline.after(Delays.LONG);
            time.advance(Delays.LONG.multipliedBy(2));
            assertThat(deadline.isPast()).isFalse();
            assertThat(deadline.remaining()).isPositive().isLessThanOrEqualTo(Delays.LONG);
            assertThat(Deadline.after(Delays.NEGATIVE).isPast()).isTrue();
        }
    }

    @Nested
    class OfAWait {
        @Test
        void endsAReceive() {
            Deadline deadline = deadlineIn(ofSeconds(10));
            Fiber<Received.Within<String>> fiber = time.parked(RECEIVE, () -> channel.tryReceive(deadline));
            time.advance(ofSeconds(10).minusNanos(1));
            assertThat(fiber.state()).isEqualTo(FiberState.PARKED);
            time.advance(ofNanos(1));
            assertThat(time.result(fiber)).isEqualTo(new Received.TimedOut<>());
            time.assertNobodyWaits();
        }

        @Test
        void endsASend() {
            Deadline deadline = deadlineIn(ofSeconds(10));
            Fiber<Sent.Within> fiber = time.parked(SEND, () -> channel.trySend("late", deadline));
            time.advance(ofSeconds(10));
            assertThat(time.result(fiber)).isEqualTo(new Sent.TimedOut());
            assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
            time.assertNobodyWaits();
        }

        @Test
        void endsASelect() {
            Deadline deadline = deadlineIn(ofSeconds(10));
            Fiber<String> fiber =
                    time.parked(SELECT, () -> select(receive(channel), deadline(deadline, () -> "timed out")));
            time.advance(ofSeconds(10));
            assertThat(time.result(fiber)).isEqualTo("timed out");
            time.assertNobodyWaits();
        }

        @Test
        void endsASelectThatReturnsNothing() {
            Deadline deadline = deadlineIn(ofSeconds(10));
            boolean[] isOver = new boolean[1];
            Fiber<Void> fiber = time.parked(
                    SELECT, () -> select(onReceive(channel, v -> {}), onDeadline(deadline, () -> isOver[0] = true)));
            time.advance(ofSeconds(10));
            time.result(fiber);
            assertThat(isOver[0]).isTrue();
        }

        @Test
        void isLeftAloneByAWaitThatEndsBefore() {
            Deadline deadline = deadlineIn(ofSeconds(10));
            Fiber<Received.Within<String>> fiber = time.parked(RECEIVE, () -> channel.tryReceive(deadline));
            time.run(() -> channel.send("in time"));
            assertThat(time.result(fiber)).isEqualTo(new Received.Value<>("in time"));
            time.assertNobodyWaits();
        }

        @Test
        void holdsForAnyNumberOfCallsTogether() {
            Fiber<Integer> fiber = time.start(() -> {
                Deadline deadline = Deadline.after(ofSeconds(10));
                int received = 0;
                while (channel.tryReceive(deadline) instanceof Received.Value<String>) {
                    received++;
                }
                return received;
            });
            for (int i = 0; i < 9; i++) {
                SteppedTime.awaitPark(fiber, RECEIVE);
                time.advance(ofSeconds(1));
                time.run(() -> channel.send("one more"));
            }
            SteppedTime.awaitPark(fiber, RECEIVE);
            time.advance(ofSeconds(1));
            assertThat(time.result(fiber)).isEqualTo(9);
        }

        @Test
        void thatHasPassedDoesNotWait() {
            Deadline deadline = deadlineIn(ofSeconds(-1));
            time.run(() -> {
                assertThat(channel.tryReceive(deadline)).isEqualTo(new Received.TimedOut<>());
                assertThat(channel.trySend("late", deadline)).isEqualTo(new Sent.TimedOut());
                assertThat(select(receive(channel), deadline(deadline, () -> "timed out")))
                        .isEqualTo("timed out");
            });
            time.assertNobodyWaits();
        }

        @Test
        void thatHasPassedLosesToWhatIsReady() {
            Deadline deadline = deadlineIn(ofSeconds(-1));
            Channel<String> full = chan(1);
            time.run(() -> {
                assertThat(full.trySend("ready", deadline)).isEqualTo(new Sent.Ok());
                assertThat(full.tryReceive(deadline)).isEqualTo(new Received.Value<>("ready"));
                full.send("ready");
                assertThat(select(receive(full), deadline(deadline, () -> "timed out")))
                        .isEqualTo("ready");
            });
        }

        @Test
        void endsAtTheEarliestOfSeveral() {
            Deadline far = deadlineIn(ofSeconds(20));
            Deadline near = deadlineIn(ofSeconds(10));
            Fiber<String> fiber = time.parked(
                    SELECT,
                    () -> select(
                            deadline(far, () -> "far"),
                            timeout(ofSeconds(15), () -> "middle"),
                            deadline(near, () -> "near"),
                            receive(channel)));
            time.advance(ofSeconds(10));
            assertThat(time.result(fiber)).isEqualTo("near");
        }

        @ParameterizedTest
        @EnumSource(Caller.class)
        void goesByTheClockOfTheFiberThatMadeItWhoeverWaits(Caller caller) throws Exception {
            Deadline deadline = deadlineIn(ofSeconds(10));
            Party<List<Object>> party = crew.start(
                    caller,
                    () -> List.of(
                            channel.tryReceive(deadline),
                            channel.trySend("late", deadline),
                            select(receive(channel), deadline(deadline, () -> "timed out"))));
            Await.await(party).toPark(RECEIVE);
            assertThat(time.clock().waiting()).isOne();
            time.advance(ofSeconds(10));
            assertThat(party.result()).containsExactly(new Received.TimedOut<>(), new Sent.TimedOut(), "timed out");
            time.assertNobodyWaits();
        }

        @Test
        void ofNullIsRefused() {
            assertThatNullPointerException().isThrownBy(() -> channel.tryReceive((Deadline) null));
            assertThatNullPointerException().isThrownBy(() -> channel.trySend("x", (Deadline) null));
            assertThatNullPointerException().isThrownBy(() -> deadline(null, () -> "x"));
            assertThatNullPointerException().isThrownBy(() -> deadline(deadlineIn(ofSeconds(1)), null));
            assertThatNullPointerException().isThrownBy(() -> onDeadline(deadlineIn(ofSeconds(1)), null));
            assertThatNullPointerException().isThrownBy(() -> timeout(null, () -> "x"));
        }
    }
}
