package org.csp4j;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.at;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.SteppedTime.awaitPark;
import static org.csp4j.testsupport.SteppedTime.instant;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.csp4j.testsupport.ArmedTimers;
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

/** {@link Timer}, {@code after} and {@code at}. What races with the clock is in {@link TimerRaceTest}. */
@Tag("engine")
class TimerTest {
    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    private Timer timerOf(Duration delay) {
        return time.call(() -> timer(delay));
    }

    private Fiber<Instant> receiver(Timer timer) {
        return time.parked(RECEIVE, timer::receive);
    }

    private static Received.Now<Instant> value(Duration sinceBeginning) {
        return new Received.Value<>(instant(sinceBeginning));
    }

    private static Received.Now<Instant> empty() {
        return new Received.Empty<>();
    }

    /** Neither now nor later. */
    private void assertDeliversNoMore(Timer timer) {
        assertThat(timer.tryReceive()).isEqualTo(empty());
        time.advance(ofSeconds(1000));
        assertThat(timer.size()).isZero();
        assertThat(timer.tryReceive()).isEqualTo(empty());
        time.assertNobodyWaits();
    }

    @Nested
    class Delivering {
        @Test
        void deliversWhenItIsDueAndNotBefore() {
            Timer timer = timerOf(ofSeconds(10));
            assertThat(timer.tryReceive()).isEqualTo(empty());
            time.advance(ofSeconds(10).minusNanos(1));
            assertThat(timer.tryReceive()).isEqualTo(empty());
            time.advance(ofNanos(1));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(10)));
        }

        @Test
        void deliversOnce() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(10));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(10)));
            assertDeliversNoMore(timer);
        }

        @Test
        void handsOverToWhoWaits() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            time.advance(ofSeconds(10).minusNanos(1));
            assertThat(receiver.state()).isEqualTo(FiberState.PARKED);
            time.advance(ofNanos(1));
            assertThat(timer.size()).as("advance hands over before it returns").isZero();
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(10)));
            assertDeliversNoMore(timer);
        }

        @Test
        void whoComesLateReceivesTheInstantAtWhichItWasDue() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(25));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(10)));
        }

        @Test
        void whoWaitsReceivesTheInstantAtWhichItWasDueHoweverFarTheClockIsAdvanced() {
            Fiber<Instant> receiver = receiver(timerOf(ofSeconds(10)));
            time.advance(ofSeconds(25));
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(10)));
        }

        @Test
        void servesThoseWhoWaitInTheOrderOfTheirArrival() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> first = receiver(timer);
            Fiber<Instant> second = receiver(timer);
            time.advance(ofSeconds(10));
            assertThat(time.result(first)).isEqualTo(instant(ofSeconds(10)));
            awaitPark(second, RECEIVE);
            time.assertNobodyWaits(); // for the clock: the timer is not set
            timer.reset(ofSeconds(5));
            time.advance(ofSeconds(5));
            assertThat(time.result(second)).isEqualTo(instant(ofSeconds(15)));
        }

        @Test
        void aTimedReceiveTimesOutBeforeItIsDue() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Received.Within<Instant>> receiver =
                    time.parked(RECEIVE, () -> timer.tryReceive(ofSeconds(10).minusNanos(1)));
            time.advance(ofSeconds(10).minusNanos(1));
            assertThat(time.result(receiver)).isEqualTo(new Received.TimedOut<>());
            time.assertNobodyWaits();
            time.advance(ofNanos(1));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(10)));
        }

        @Test
        void aTimedReceiveReceivesWhatIsDueBeforeTheTimeout() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Received.Within<Instant>> receiver =
                    time.parked(RECEIVE, () -> timer.tryReceive(ofSeconds(10).plusNanos(1)));
            time.advance(ofSeconds(25));
            assertThat(time.result(receiver)).isEqualTo(value(ofSeconds(10)));
            time.assertNobodyWaits();
        }

        @Test
        void whatIsDueWinsOverADeadlineThatHasPassed() {
            Timer timer = timerOf(ofSeconds(10));
            Deadline deadline = time.call(() -> Deadline.after(ofSeconds(1)));
            time.advance(ofSeconds(25));
            assertThat(time.call(() -> timer.tryReceive(deadline))).isEqualTo(value(ofSeconds(10)));
            timer.reset(Duration.ZERO);
            assertThat(time.call(() -> timer.tryReceive(Delays.NEGATIVE))).isEqualTo(value(ofSeconds(25)));
        }

        @Test
        void anInterruptedReceiveHasTakenNothing() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            receiver.thread().interrupt();
            assertThat(time.failure(receiver)).isInstanceOf(InterruptedException.class);
            time.assertNobodyWaits();
            time.advance(ofSeconds(10));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(10)));
        }
    }

    @Nested
    class Stop {
        @Test
        void ofOneThatIsNotDueKeepsItFromDelivering() {
            Timer timer = timerOf(ofSeconds(10));
            assertThat(timer.stop()).isTrue();
            assertDeliversNoMore(timer);
        }

        @Test
        void ofOneThatIsDueKeepsItFromDelivering() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(25));
            assertThat(timer.size()).isOne();
            assertThat(timer.stop()).isTrue();
            assertThat(timer.size()).isZero();
            assertDeliversNoMore(timer);
        }

        @Test
        void ofOneThatHasDeliveredSaysNo() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(10));
            timer.tryReceive();
            assertThat(timer.stop()).isFalse();
        }

        @Test
        void ofOneThatHasHandedOverToAWaiterSaysNo() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            time.advance(ofSeconds(10));
            assertThat(timer.stop()).isFalse();
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(10)));
        }

        @Test
        void ofOneThatIsStoppedSaysNo() {
            Timer timer = timerOf(ofSeconds(10));
            timer.stop();
            assertThat(timer.stop()).isFalse();
        }

        @Test
        void ofOneThatIsCancelledSaysNo() {
            Timer timer = timerOf(ofSeconds(10));
            timer.cancel();
            assertThat(timer.stop()).isFalse();
        }

        @Test
        void leavesWhoWaitsWaitingUntilItIsReset() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            assertThat(timer.stop()).isTrue();
            time.assertNobodyWaits();
            time.advance(ofSeconds(25));
            awaitPark(receiver, RECEIVE);
            assertThat(timer.reset(ofSeconds(5))).isFalse();
            time.advance(ofSeconds(5));
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(30)));
        }
    }

    @Nested
    class Reset {
        @Test
        void ofOneThatIsNotDueReplacesTheSetting() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(4));
            assertThat(timer.reset(ofSeconds(10))).isTrue();
            time.advance(ofSeconds(6));
            assertThat(timer.tryReceive()).as("when it was due at first").isEqualTo(empty());
            time.advance(ofSeconds(4));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(14)));
            assertDeliversNoMore(timer);
        }

        @Test
        void ofOneThatIsDueDropsTheValueOfTheEarlierSetting() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(25));
            assertThat(timer.reset(ofSeconds(5))).isTrue();
            assertThat(timer.size()).isZero();
            assertThat(timer.tryReceive()).isEqualTo(empty());
            time.advance(ofSeconds(5));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(30)));
        }

        @Test
        void ofOneThatHasDeliveredSaysNoAndSetsItAnew() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(10));
            timer.tryReceive();
            assertThat(timer.reset(ofSeconds(5))).isFalse();
            time.advance(ofSeconds(5));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(15)));
        }

        @Test
        void ofOneThatIsStoppedSaysNoAndSetsItAnew() {
            Timer timer = timerOf(ofSeconds(10));
            timer.stop();
            assertThat(timer.reset(ofSeconds(5))).isFalse();
            time.advance(ofSeconds(5));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(5)));
        }

        @Test
        void ofOneThatIsCancelledIsRefused() {
            Timer timer = timerOf(ofSeconds(10));
            timer.cancel();
            assertThatExceptionOfType(ChannelCancelledException.class)
                    .isThrownBy(() -> timer.reset(ofSeconds(5)))
                    .withMessageContaining("reset of")
                    .withMessageContaining(timer.name())
                    .satisfies(e -> assertThat(e.channelName()).isEqualTo(timer.name()));
            time.advance(ofSeconds(5));
            assertThat(timer.size()).isZero();
        }

        @Test
        void toLaterLetsWhoWaitsWaitLonger() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            assertThat(timer.reset(ofSeconds(20))).isTrue();
            time.advance(ofSeconds(10));
            awaitPark(receiver, RECEIVE);
            assertThat(time.clock().waiting()).isOne();
            time.advance(ofSeconds(10));
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(20)));
        }

        @Test
        void toEarlierWakesWhoWaitsEarlier() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            assertThat(timer.reset(ofSeconds(5))).isTrue();
            time.advance(ofSeconds(5));
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(5)));
            assertDeliversNoMore(timer);
        }

        @Test
        void toNowHandsOverToWhoWaits() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            time.advance(ofSeconds(4));
            assertThat(timer.reset(Duration.ZERO)).isTrue();
            assertThat(timer.tryReceive()).as("who waits comes first").isEqualTo(empty());
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(4)));
            assertDeliversNoMore(timer);
        }

        @Test
        void toAPastMomentHandsOverToASelectThatWaits() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = time.parked(SELECT, () -> select(receive(timer), receive(chan())));
            time.advance(ofSeconds(4));
            assertThat(timer.reset(ofSeconds(-1))).isTrue();
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(3)));
        }

        @Test
        void countsFromTheResetAndNotFromTheSettingBefore() {
            Timer timer = timerOf(ofSeconds(10));
            for (int i = 1; i <= 5; i++) {
                time.advance(ofSeconds(9));
                assertThat(timer.reset(ofSeconds(10))).isTrue();
            }
            time.advance(ofSeconds(10));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(55)));
        }

        @Test
        void ofNullIsRefusedAndChangesNothing() {
            Timer timer = timerOf(ofSeconds(10));
            assertThatNullPointerException().isThrownBy(() -> timer.reset(null));
            time.advance(ofSeconds(10));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(10)));
        }
    }

    @Nested
    class Lengths {
        @Test
        void zeroIsDueAtOnce() {
            assertThat(time.call(() -> timer(Duration.ZERO).tryReceive())).isEqualTo(value(Duration.ZERO));
        }

        @Test
        void negativeIsDueAtOnceAndWasDueThen() {
            time.advance(ofSeconds(10));
            assertThat(time.call(() -> timer(ofSeconds(-3)).tryReceive())).isEqualTo(value(ofSeconds(7)));
        }

        @Test
        void foreverIsNeverDue() {
            Fiber<Instant> receiver = receiver(timerOf(Delays.FOREVER));
            time.advance(Duration.ofDays(365 * 100));
            assertThat(time.clock().waiting()).isOne();
            awaitPark(receiver, RECEIVE);
            receiver.cancel();
        }

        @Test
        void foreverAgoIsDueAtOnce() {
            Timer timer = timerOf(Delays.SINCE_FOREVER);
            assertThat(timer.size()).isOne();
            assertThat(time.call(timer::receive)).isBefore(time.clock().now());
        }

        @Test
        void aResetTakesThemAll() {
            Timer timer = timerOf(Delays.FOREVER);
            assertThat(timer.reset(Delays.SINCE_FOREVER)).isTrue();
            assertThat(timer.size()).isOne();
            assertThat(timer.reset(Delays.FOREVER)).isTrue();
            assertThat(timer.size()).isZero();
        }

        @Test
        void nullIsRefused() {
            assertThatNullPointerException().isThrownBy(() -> timer(null));
            assertThatNullPointerException().isThrownBy(() -> after(null));
            assertThatNullPointerException().isThrownBy(() -> at(null));
        }
    }

    @Nested
    class After {
        @Test
        void deliversOnceSoLongFromNow() {
            time.advance(ofSeconds(5));
            ReceiveChannel<Instant> after = time.call(() -> after(ofSeconds(10)));
            time.advance(ofSeconds(9));
            assertThat(after.tryReceive()).isEqualTo(empty());
            time.advance(ofSeconds(1));
            assertThat(after.tryReceive()).isEqualTo(value(ofSeconds(15)));
            time.advance(ofSeconds(100));
            assertThat(after.tryReceive()).isEqualTo(empty());
        }

        @Test
        void costsTheClockNothingWhileNobodyWaitsOnIt() {
            for (int i = 0; i < 1000; i++) {
                time.call(() -> after(ofSeconds(10)));
            }
            time.assertNobodyWaits();
        }
    }

    @Nested
    class At {
        @Test
        void deliversAtThatInstant() {
            time.advance(ofSeconds(5));
            ReceiveChannel<Instant> at = time.call(() -> at(instant(ofSeconds(15))));
            time.advance(ofSeconds(10).minusNanos(1));
            assertThat(at.tryReceive()).isEqualTo(empty());
            time.advance(ofNanos(1));
            assertThat(at.tryReceive()).isEqualTo(value(ofSeconds(15)));
        }

        @Test
        void anInstantThatHasPassedIsDueAtOnce() {
            time.advance(ofSeconds(5));
            assertThat(time.call(() -> at(instant(ofSeconds(2))).tryReceive())).isEqualTo(value(ofSeconds(2)));
            assertThat(time.call(() -> at(time.clock().now()).tryReceive())).isEqualTo(value(ofSeconds(5)));
        }

        @Test
        void theEndOfTimeNeverComes() {
            ReceiveChannel<Instant> at = time.call(() -> at(Instant.MAX));
            Fiber<Instant> receiver = time.parked(RECEIVE, at::receive);
            time.advance(Duration.ofDays(365 * 100));
            assertThat(at.size()).isZero();
            receiver.cancel();
        }

        @Test
        void theBeginningOfTimeHasPassed() {
            assertThat(time.call(() -> at(Instant.MIN)).size()).isOne();
        }

        @Test
        void theEndsOfTimeAreFineByTheSystemsClockToo() {
            assertThat(at(Instant.MAX).size()).isZero();
            assertThat(at(Instant.MIN).size()).isOne();
        }
    }

    @Nested
    class AsAChannel {
        @Test
        void hasACapacityOfOneAndASizeOfOneFromDueToReceived() {
            Timer timer = timerOf(ofSeconds(10));
            assertThat(timer.capacity()).isOne();
            assertThat(timer.size()).isZero();
            time.advance(ofSeconds(10));
            assertThat(timer.size()).isOne();
            time.advance(ofSeconds(10));
            assertThat(timer.size()).isOne();
            timer.tryReceive();
            assertThat(timer.size()).isZero();
        }

        @Test
        void isNeverClosedButByCancel() {
            Timer timer = timerOf(ofSeconds(10));
            assertThat(timer.isDrained()).isFalse();
            time.advance(ofSeconds(10));
            timer.tryReceive();
            assertThat(timer.isDrained()).isFalse();
            timer.stop();
            assertThat(timer.isDrained()).isFalse();
            timer.cancel();
            assertThat(timer.isDrained()).isTrue();
        }

        @Test
        void cancelReturnsTheValueThatWasDue() {
            Timer timer = timerOf(ofSeconds(10));
            time.advance(ofSeconds(25));
            assertThat(timer.cancel()).containsExactly(instant(ofSeconds(10)));
            assertThat(timer.cancel()).isEmpty();
            assertThat(timer.size()).isZero();
            assertThat(timer.isDrained()).isTrue();
        }

        @Test
        void cancelStopsItForGood() {
            Timer timer = timerOf(ofSeconds(10));
            assertThat(timer.cancel()).isEmpty();
            time.advance(ofSeconds(25));
            assertThat(timer.size()).isZero();
            assertThat(timer.tryReceive()).isEqualTo(new Received.Closed<>(null));
            assertThatExceptionOfType(ChannelCancelledException.class).isThrownBy(timer::receive);
        }

        @Test
        void cancelFailsThoseWhoWait() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(timer);
            Fiber<Received.Eventually<Instant>> asking = time.parked(RECEIVE, timer::receiveOrClosed);
            Exception cause = new IllegalStateException("enough");
            assertThat(timer.cancel(cause)).isEmpty();
            assertThat(time.failure(receiver))
                    .isInstanceOf(ChannelCancelledException.class)
                    .hasMessageContaining(timer.name())
                    .hasCause(cause);
            assertThat(time.result(asking)).isEqualTo(new Received.Closed<>(cause));
            time.assertNobodyWaits();
        }

        @Test
        void anIterationReceivesEachSettingAndEndsWithTheCancel() {
            Timer timer = timerOf(ofSeconds(10));
            List<Instant> seen = new ArrayList<>();
            Fiber<Void> loop = time.start(() -> {
                for (Instant due : timer) {
                    seen.add(due);
                    if (seen.size() < 3) {
                        timer.reset(ofSeconds(10));
                    }
                }
            });
            for (int i = 0; i < 3; i++) {
                time.awaitWaiting(1);
                time.advance(ofSeconds(10));
            }
            awaitPark(loop, RECEIVE);
            timer.cancel();
            time.result(loop);
            assertThat(seen).containsExactly(instant(ofSeconds(10)), instant(ofSeconds(20)), instant(ofSeconds(30)));
        }

        @Test
        void drainBatchAndStreamReceiveWhatIsDue() {
            Timer timer = timerOf(ofSeconds(10));
            List<Instant> drained = new ArrayList<>();
            assertThat(timer.drainTo(drained)).isZero();
            time.advance(ofSeconds(10));
            assertThat(timer.drainTo(drained)).isOne();
            assertThat(drained).containsExactly(instant(ofSeconds(10)));

            timer.reset(Duration.ZERO);
            assertThat(time.call(() -> timer.receiveBatch(10))).containsExactly(instant(ofSeconds(10)));

            timer.reset(Duration.ZERO);
            try (Stream<Instant> stream = timer.stream()) {
                assertThat(stream.findFirst()).contains(instant(ofSeconds(10)));
            }
            assertDeliversNoMore(timer);
        }

        @Test
        void hasANameThatIdentifiesIt() {
            Timer timer = timerOf(ofSeconds(10));
            assertThat(timer.name())
                    .isNotBlank()
                    .isEqualTo(timer.name())
                    .isNotEqualTo(timerOf(ofSeconds(1)).name());
            assertThat(timer.toString()).contains("timer").contains(timer.name());
            Fiber<Instant> receiver = receiver(timer);
            assertThat(receiver.waitReason().orElseThrow().subject()).isEqualTo(timer.name());
            timer.cancel();
            time.failure(receiver);
        }
    }

    @Nested
    class InASelect {
        @Test
        void isReadyWhenItIsDue() {
            Timer timer = timerOf(ofSeconds(10));
            assertThat(time.call(() -> look(timer))).isEqualTo("nothing");
            time.advance(ofSeconds(10));
            assertThat(time.call(() -> look(timer))).isEqualTo("due at " + instant(ofSeconds(10)));
            assertThat(time.call(() -> look(timer))).isEqualTo("nothing");
        }

        @Test
        void wakesTheSelectThatWaits() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<String> selecting = time.parked(
                    SELECT,
                    () -> select(
                            receive(chan(), v -> "never"),
                            receive(timer, due -> "due at " + due),
                            timeout(ofSeconds(11), () -> "too late")));
            time.advance(ofSeconds(10));
            assertThat(time.result(selecting)).isEqualTo("due at " + instant(ofSeconds(10)));
            time.assertNobodyWaits();
        }

        @Test
        void isLeftAloneByASelectThatChoseAnother() {
            Timer timer = timerOf(ofSeconds(10));
            Channel<String> channel = chan();
            Fiber<String> selecting =
                    time.parked(SELECT, () -> select(receive(channel), receive(timer, due -> "due at " + due)));
            assertThat(time.clock().waiting()).isOne();
            time.run(() -> channel.send("hello"));
            assertThat(time.result(selecting)).isEqualTo("hello");
            time.assertNobodyWaits();
            time.advance(ofSeconds(10));
            assertThat(timer.tryReceive()).isEqualTo(value(ofSeconds(10)));
        }

        @Test
        void isLeftAloneByASelectThatTimedOut() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<String> selecting = time.parked(
                    SELECT, () -> select(receive(timer, due -> "due"), timeout(ofSeconds(9), () -> "timed out")));
            time.advance(ofSeconds(9));
            assertThat(time.result(selecting)).isEqualTo("timed out");
            time.assertNobodyWaits();
        }

        @Test
        void stopLeavesTheSelectWaiting() {
            Timer timer = timerOf(ofSeconds(10));
            Channel<String> channel = chan();
            Fiber<String> selecting =
                    time.parked(SELECT, () -> select(receive(channel), receive(timer, due -> "due at " + due)));
            assertThat(timer.stop()).isTrue();
            time.assertNobodyWaits();
            time.advance(ofSeconds(25));
            awaitPark(selecting, SELECT);
            timer.reset(ofSeconds(1));
            time.advance(ofSeconds(1));
            assertThat(time.result(selecting)).isEqualTo("due at " + instant(ofSeconds(26)));
        }

        @Test
        void cancelIsItsClosedBranch() {
            Timer timer = timerOf(ofSeconds(10));
            Fiber<String> selecting =
                    time.parked(SELECT, () -> select(receive(timer, due -> "due", () -> "cancelled")));
            timer.cancel();
            assertThat(time.result(selecting)).isEqualTo("cancelled");
        }

        @Test
        void twoTimersAreReceivedInTheOrderInWhichTheyAreDue() {
            List<String> seen = new CopyOnWriteArrayList<>();
            Fiber<Void> selecting = time.start(() -> {
                Timer late = timer(ofSeconds(20));
                Timer early = timer(ofSeconds(10));
                while (seen.size() < 2) {
                    seen.add(select(receive(late, due -> "late"), receive(early, due -> "early")));
                }
            });
            time.awaitWaiting(2);
            time.advance(ofSeconds(10));
            Await.until(
                    "the early one is received", () -> !seen.isEmpty()); // else both are due, and the select draws lots
            time.awaitWaiting(1);
            time.advance(ofSeconds(10));
            time.result(selecting);
            assertThat(seen).containsExactly("early", "late");
        }

        @Test
        void staysRegisteredInASelectorThroughResets() {
            Timer timer = timerOf(ofSeconds(10));
            List<Instant> seen = new ArrayList<>();
            AtomicInteger turns = new AtomicInteger();
            Fiber<Void> selecting = time.start(() -> {
                try (Selector<Void> selector = selector(onReceive(timer, seen::add), onReceive(chan(), v -> {}))) {
                    for (int i = 0; i < 5; i++) {
                        selector.select();
                        timer.reset(ofSeconds(10));
                        turns.incrementAndGet();
                    }
                }
            });
            for (int i = 0; i < 5; i++) {
                time.awaitWaiting(1);
                time.advance(ofSeconds(10));
                int expected = i + 1;
                Await.until("a turn", () -> turns.get() == expected);
            }
            time.result(selecting);
            assertThat(seen).hasSize(5).startsWith(instant(ofSeconds(10))).endsWith(instant(ofSeconds(50)));
            time.assertNobodyWaits();
        }
    }

    private String look(Timer timer) throws InterruptedException {
        return select(receive(timer, due -> "due at " + due), orElse(() -> "nothing"));
    }

    @Nested
    class Cost {
        @Test
        void theClockKnowsOnlyTimersThatSomebodyWaitsOn() {
            Timer timer = timerOf(ofSeconds(10));
            time.assertNobodyWaits();
            Fiber<Instant> receiver = receiver(timer);
            assertThat(time.clock().waiting()).isOne();
            Fiber<Instant> another = receiver(timer);
            assertThat(time.clock().waiting()).as("one for each timer").isOne();
            another.thread().interrupt();
            time.failure(another);
            assertThat(time.clock().waiting()).isOne();
            time.advance(ofSeconds(10));
            time.result(receiver);
            time.assertNobodyWaits();
        }

        @Test
        void theSystemsTimersKnowOnlyTimersThatSomebodyWaitsOn() {
            int before = ArmedTimers.count();
            List<Timer> timers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                timers.add(timer(Delays.LONG));
            }
            assertThat(ArmedTimers.count()).isEqualTo(before);
            timers.forEach(Timer::stop);
            assertThat(ArmedTimers.count()).isEqualTo(before);
        }

        @Test
        void aMillionThatSomebodyWaitsOnAreStoppedAndLeaveNothing() throws Exception {
            int million = 1_000_000;
            int before = ArmedTimers.count();
            List<Timer> timers = new ArrayList<>(million);
            try (Selector<Instant> selector = selector(orElse(() -> Instant.MIN))) {
                for (int i = 0; i < million; i++) {
                    Timer timer = timer(Delays.LONG.plusMillis(i));
                    timers.add(timer);
                    selector.add(receive(timer));
                }
                assertThat(selector.select()).isEqualTo(Instant.MIN);
                assertThat(ArmedTimers.count()).isEqualTo(before + million);
                timers.forEach(timer -> assertThat(timer.stop()).isTrue());
                assertThat(ArmedTimers.count()).isEqualTo(before);
                timers.get(million / 2).reset(Duration.ZERO);
                selector.add(receive(Csp.never()));
                Await.until("the one that was reset", () -> turn(selector).isAfter(Instant.MIN));
            }
            assertThat(ArmedTimers.count()).isEqualTo(before);
        }

        private static <R> R turn(Selector<R> selector) {
            try {
                return selector.select();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void aMillionSelectsThatTimersLoseLeaveNothing() {
            int before = ArmedTimers.count();
            Channel<Integer> channel = chan(1);
            time.run(() -> {
                for (int i = 0; i < 1_000_000; i++) {
                    channel.send(i);
                    assertThat(select(receive(after(Delays.LONG), due -> -1), receive(channel)))
                            .isEqualTo(i);
                }
            });
            assertThat(ArmedTimers.count()).isEqualTo(before);
            time.assertNobodyWaits();
        }

        @Test
        void oneThatNobodyRefersToIsGarbage() {
            awaitGarbage(new WeakReference<>(timer(Delays.LONG)));
            awaitGarbage(new WeakReference<>(timer(Delays.FOREVER)));
            awaitGarbage(time.call(() -> new WeakReference<>(timer(Delays.LONG)))); // a fiber keeps its result
        }

        @Test
        void oneThatSomebodyHasWaitedOnIsGarbage() {
            awaitGarbage(waitedOn(timer -> timer.tryReceive(Delays.SHORT)));
            awaitGarbage(waitedOn(timer -> select(receive(timer), timeout(Delays.SHORT, () -> Instant.MIN))));
            awaitGarbage(waitedOn(timer -> {
                try (Selector<Instant> selector = selector(receive(timer), timeout(Delays.SHORT, () -> Instant.MIN))) {
                    selector.select();
                }
            }));
        }

        private interface Wait {
            void on(Timer timer) throws InterruptedException;
        }

        private static WeakReference<Timer> waitedOn(Wait wait) {
            Timer timer = timer(Delays.LONG);
            try {
                wait.on(timer);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new WeakReference<>(timer);
        }

        private static void awaitGarbage(WeakReference<?> reference) {
            Await.until("it is garbage", () -> {
                System.gc();
                return reference.refersTo(null);
            });
        }
    }

    /** By the system's clock: nothing here depends on how long anything takes. */
    @Nested
    class BySystemTime {
        @RegisterExtension
        final Crew crew = new Crew(Setting.FIBERS);

        @ParameterizedTest
        @EnumSource(Caller.class)
        void wakesCallersOfAllKinds(Caller caller) throws Exception {
            Instant before = Instant.now();
            Instant due =
                    crew.start(caller, () -> after(Delays.SHORT).receive()).result();
            assertThat(due).isAfter(before);
        }

        @Test
        void staysReadyUntilItIsReceived() throws Exception {
            Timer timer = timer(Delays.SHORT);
            crew.run(() -> Csp.sleep(Delays.SHORT.plusMillis(1)));
            assertThat(timer.size()).isOne();
            assertThat(timer.tryReceive()).isInstanceOf(Received.Value.class);
            assertThat(timer.size()).isZero();
        }

        @Test
        void aStoppedOneDoesNotWakeWhoWaits() throws Exception {
            Timer timer = timer(Delays.SHORT);
            var receiver = crew.start(timer::receive);
            if (timer.stop()) {
                crew.run(() -> after(Delays.SHORT.multipliedBy(2)).receive());
                assertThat(receiver.hasEnded()).isFalse();
                timer.cancel();
                assertThat(receiver.failure()).isInstanceOf(ChannelCancelledException.class);
            } else {
                assertThat(receiver.result()).isNotNull();
            }
        }

        @Test
        void takesNoThreadPerTimer() throws Exception {
            int parties = 10_000;
            crew.run(() -> after(Delays.SHORT).receive()); // whatever threads time needs are there by now
            int before = platformThreads();
            List<Timer> timers = new ArrayList<>();
            List<Party<Object>> receivers = new ArrayList<>();
            for (int i = 0; i < parties; i++) {
                Timer timer = timer(Delays.LONG.plusMillis(i));
                timers.add(timer);
                receivers.add(
                        i % 2 == 0
                                ? crew.start(() -> timer.tryReceive(Delays.LONG))
                                : crew.start(() -> select(receive(timer), timeout(Delays.LONG, () -> Instant.MAX))));
            }
            for (int i = 0; i < parties; i++) {
                Await.await(receivers.get(i)).toPark(i % 2 == 0 ? RECEIVE : SELECT);
            }
            assertThat(platformThreads() - before).isLessThan(100);
            timers.forEach(timer -> timer.reset(Duration.ZERO));
            for (Party<Object> receiver : receivers) {
                receiver.join();
            }
        }

        private static int platformThreads() {
            return ManagementFactory.getThreadMXBean().getThreadCount();
        }
    }
}
