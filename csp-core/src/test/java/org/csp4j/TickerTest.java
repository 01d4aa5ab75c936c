package org.csp4j;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.SteppedTime.awaitPark;
import static org.csp4j.testsupport.SteppedTime.instant;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.testsupport.ArmedTimers;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Ticker}. What races with the clock is in {@link TimerRaceTest}. */
@Tag("engine")
class TickerTest {
    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    private Ticker tickerOf(Duration period) {
        return time.call(() -> tick(period));
    }

    private Fiber<Instant> receiver(Ticker ticker) {
        return time.parked(RECEIVE, ticker::receive);
    }

    private static Received.Now<Instant> value(Duration sinceBeginning) {
        return new Received.Value<>(instant(sinceBeginning));
    }

    private static Received.Now<Instant> empty() {
        return new Received.Empty<>();
    }

    @Nested
    class Ticking {
        @Test
        void deliversOnAPeriodTheFirstOneFromNow() {
            time.advance(ofSeconds(100));
            Ticker ticker = tickerOf(ofSeconds(10));
            for (int i = 1; i <= 5; i++) {
                time.advance(ofSeconds(10).minusNanos(1));
                assertThat(ticker.tryReceive()).isEqualTo(empty());
                time.advance(ofNanos(1));
                assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(100 + 10 * i)));
                assertThat(ticker.tryReceive()).isEqualTo(empty());
            }
        }

        @Test
        void handsOverToWhoWaits() {
            Ticker ticker = tickerOf(ofSeconds(10));
            for (int i = 1; i <= 5; i++) {
                Fiber<Instant> receiver = receiver(ticker);
                time.advance(ofSeconds(10));
                assertThat(ticker.size()).isZero();
                assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(10 * i)));
            }
            time.assertNobodyWaits();
        }

        @Test
        void aLateTickShowsWhenItWasDue() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(19));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(10)));
            assertThat(ticker.tryReceive()).isEqualTo(empty());
            time.advance(ofSeconds(1));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(20)));
        }

        @Test
        void ticksThatFallDueBeforeTheOneThatWaitsIsReceivedAreDropped() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(57));
            assertThat(ticker.size()).isOne();
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(10)));
            assertThat(ticker.size()).isZero();
            assertThat(ticker.tryReceive()).isEqualTo(empty());
            time.advance(ofSeconds(3));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(60)));
        }

        @Test
        void aTickThatIsReceivedWhenTheNextIsDueDropsThatOne() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(20));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(10)));
            assertThat(ticker.tryReceive())
                    .as("due together with the one received")
                    .isEqualTo(empty());
            time.advance(ofSeconds(10));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(30)));
        }

        @Test
        void whoWaitsReceivesOneTickHoweverFarTheClockIsAdvanced() {
            Ticker ticker = tickerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(ticker);
            time.advance(ofSeconds(57));
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(10)));
            assertThat(ticker.tryReceive()).as("the next one waits").isEqualTo(value(ofSeconds(20)));
            assertThat(ticker.tryReceive()).as("those after it were dropped").isEqualTo(empty());
            time.assertNobodyWaits();
        }

        @Test
        void doesNotDriftInAMillionPeriods() {
            Duration period = Duration.ofMillis(10).plusNanos(7);
            Ticker ticker = tickerOf(period);
            SplittableRandom random = new SplittableRandom(1);
            Duration late = Duration.ZERO;
            for (long i = 1; i <= 1_000_000; i++) {
                Duration nextLate = ofNanos(random.nextLong(period.toNanos()));
                time.advance(period.minus(late).plus(nextLate));
                late = nextLate;
                if (!ticker.tryReceive().equals(value(period.multipliedBy(i)))) {
                    throw new AssertionError("tick " + i + " is not due at " + i + " periods");
                }
            }
        }

        @Test
        void doesNotDriftForWhoWaits() {
            Duration period = Duration.ofMillis(10).plusNanos(7);
            int ticks = 10_000;
            Fiber<List<Instant>> receiver = time.start(() -> {
                Ticker ticker = tick(period);
                List<Instant> seen = new ArrayList<>();
                while (seen.size() < ticks) {
                    seen.add(ticker.receive());
                }
                return seen;
            });
            while (!receiver.state().isEnded()) {
                if (time.clock().waiting() == 1) { // it is about to park, so that no tick is dropped
                    time.advance(period.minusNanos(3));
                } else {
                    Thread.onSpinWait();
                }
            }
            List<Instant> seen = time.result(receiver);
            for (int i = 0; i < ticks; i++) {
                assertThat(seen.get(i)).isEqualTo(instant(period.multipliedBy(i + 1)));
            }
        }

        @Test
        void eachTickIsReceivedByOneInTheOrderOfTheirArrival() {
            Ticker ticker = tickerOf(ofSeconds(10));
            List<Fiber<Instant>> receivers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                receivers.add(receiver(ticker));
            }
            assertThat(time.clock().waiting()).isOne();
            time.advance(ofSeconds(30));
            for (int i = 0; i < 3; i++) {
                assertThat(time.result(receivers.get(i))).isEqualTo(instant(ofSeconds(10 * (i + 1))));
            }
            awaitPark(receivers.get(3), RECEIVE);
            awaitPark(receivers.get(4), RECEIVE);
            assertThat(time.clock().waiting()).isOne();
            time.advance(ofSeconds(20));
            assertThat(time.result(receivers.get(3))).isEqualTo(instant(ofSeconds(40)));
            assertThat(time.result(receivers.get(4))).isEqualTo(instant(ofSeconds(50)));
            time.assertNobodyWaits();
        }

        @Test
        void aTimedReceiveTimesOutBetweenTicks() {
            Ticker ticker = tickerOf(ofSeconds(10));
            Fiber<Received.Within<Instant>> receiver = time.parked(RECEIVE, () -> ticker.tryReceive(ofSeconds(9)));
            time.advance(ofSeconds(9));
            assertThat(time.result(receiver)).isEqualTo(new Received.TimedOut<>());
            time.assertNobodyWaits();
            time.advance(ofSeconds(1));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(10)));
        }
    }

    @Nested
    class Stop {
        @Test
        void keepsItFromTicking() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(10));
            ticker.tryReceive();
            ticker.stop();
            time.advance(ofSeconds(100));
            assertThat(ticker.size()).isZero();
            assertThat(ticker.tryReceive()).isEqualTo(empty());
        }

        @Test
        void dropsATickThatWasDue() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(10));
            assertThat(ticker.size()).isOne();
            ticker.stop();
            assertThat(ticker.size()).isZero();
            assertThat(ticker.tryReceive()).isEqualTo(empty());
        }

        @Test
        void twiceIsFine() {
            Ticker ticker = tickerOf(ofSeconds(10));
            ticker.stop();
            ticker.stop();
            ticker.reset(ofSeconds(3));
            time.advance(ofSeconds(3));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(3)));
        }

        @Test
        void afterCancelIsFine() {
            Ticker ticker = tickerOf(ofSeconds(10));
            ticker.cancel();
            ticker.stop();
            assertThat(ticker.isDrained()).isTrue();
        }

        @Test
        void leavesWhoWaitsWaitingUntilItIsReset() {
            Ticker ticker = tickerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(ticker);
            ticker.stop();
            time.assertNobodyWaits();
            time.advance(ofSeconds(100));
            awaitPark(receiver, RECEIVE);
            ticker.reset(ofSeconds(3));
            time.advance(ofSeconds(3));
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(103)));
        }
    }

    @Nested
    class Reset {
        @Test
        void startsItAnewOnePeriodFromNow() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(4));
            ticker.reset(ofSeconds(7));
            time.advance(ofSeconds(6));
            assertThat(ticker.tryReceive()).as("when it was due at first").isEqualTo(empty());
            time.advance(ofSeconds(1));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(11)));
            time.advance(ofSeconds(7));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(18)));
        }

        @Test
        void dropsATickOfTheEarlierSetting() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(10));
            assertThat(ticker.size()).isOne();
            ticker.reset(ofSeconds(10));
            assertThat(ticker.size()).isZero();
            time.advance(ofSeconds(10));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(20)));
        }

        @Test
        void wakesWhoWaitsByTheNewPeriod() {
            Ticker ticker = tickerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(ticker);
            ticker.reset(ofSeconds(3));
            time.advance(ofSeconds(3));
            assertThat(time.result(receiver)).isEqualTo(instant(ofSeconds(3)));
            Fiber<Instant> next = receiver(ticker);
            ticker.reset(ofSeconds(50));
            time.advance(ofSeconds(49));
            awaitPark(next, RECEIVE);
            time.advance(ofSeconds(1));
            assertThat(time.result(next)).isEqualTo(instant(ofSeconds(53)));
        }

        @Test
        void toAPeriodThatIsNotPositiveIsRefusedAndChangesNothing() {
            Ticker ticker = tickerOf(ofSeconds(10));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ticker.reset(Duration.ZERO))
                    .withMessageContaining("PT0S");
            assertThatIllegalArgumentException().isThrownBy(() -> ticker.reset(ofNanos(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> ticker.reset(Delays.SINCE_FOREVER));
            assertThatNullPointerException().isThrownBy(() -> ticker.reset(null));
            time.advance(ofSeconds(10));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(10)));
            time.advance(ofSeconds(10));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(20)));
        }

        @Test
        void ofOneThatIsCancelledIsRefused() {
            Ticker ticker = tickerOf(ofSeconds(10));
            ticker.cancel();
            assertThatExceptionOfType(ChannelCancelledException.class)
                    .isThrownBy(() -> ticker.reset(ofSeconds(5)))
                    .withMessageContaining(ticker.name());
            time.advance(ofSeconds(5));
            assertThat(ticker.size()).isZero();
        }
    }

    @Nested
    class Periods {
        @Test
        void mustBePositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tick(Duration.ZERO))
                    .withMessageContaining("PT0S");
            assertThatIllegalArgumentException().isThrownBy(() -> tick(ofNanos(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> tick(Delays.SINCE_FOREVER));
            assertThatNullPointerException().isThrownBy(() -> tick(null));
        }

        @Test
        void canBeANanosecond() {
            Ticker ticker = tickerOf(ofNanos(1));
            time.advance(ofNanos(1));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofNanos(1)));
            time.advance(ofSeconds(1_000_000));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofNanos(2)));
            assertThat(ticker.tryReceive()).isEqualTo(empty());
            time.advance(ofNanos(1));
            assertThat(ticker.tryReceive()).isEqualTo(value(ofSeconds(1_000_000).plusNanos(2)));
        }

        @Test
        void canBeForever() {
            Ticker ticker = tickerOf(Delays.FOREVER);
            Fiber<Instant> receiver = receiver(ticker);
            time.advance(Duration.ofDays(365 * 100));
            awaitPark(receiver, RECEIVE);
            assertThat(ticker.size()).isZero();
            receiver.cancel();
        }
    }

    @Nested
    class AsAChannel {
        @Test
        void hasACapacityOfOneAndIsNeverClosedButByCancel() {
            Ticker ticker = tickerOf(ofSeconds(10));
            assertThat(ticker.capacity()).isOne();
            assertThat(ticker.size()).isZero();
            time.advance(ofSeconds(1000));
            assertThat(ticker.size()).isOne();
            assertThat(ticker.isDrained()).isFalse();
            ticker.stop();
            assertThat(ticker.isDrained()).isFalse();
            ticker.cancel();
            assertThat(ticker.isDrained()).isTrue();
        }

        @Test
        void cancelReturnsTheTickThatWasDueAndStopsItForGood() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(57));
            assertThat(ticker.cancel()).containsExactly(instant(ofSeconds(10)));
            assertThat(ticker.cancel()).isEmpty();
            time.advance(ofSeconds(100));
            assertThat(ticker.size()).isZero();
            assertThat(ticker.tryReceive()).isEqualTo(new Received.Closed<>(null));
        }

        @Test
        void cancelFailsThoseWhoWait() {
            Ticker ticker = tickerOf(ofSeconds(10));
            Fiber<Instant> receiver = receiver(ticker);
            ticker.cancel();
            assertThat(time.failure(receiver)).isInstanceOf(ChannelCancelledException.class);
            time.assertNobodyWaits();
        }

        @Test
        void anIterationOverAStoppedTickerWaitsForAResetAndEndsWithTheCancel() {
            Ticker ticker = tickerOf(ofSeconds(10));
            List<Instant> seen = new ArrayList<>();
            Fiber<Void> loop = time.start(() -> ticker.forEach(seen::add));
            time.awaitWaiting(1);
            time.advance(ofSeconds(10));
            time.awaitWaiting(1);
            ticker.stop();
            time.advance(ofSeconds(100));
            awaitPark(loop, RECEIVE);
            ticker.reset(ofSeconds(3));
            time.advance(ofSeconds(3));
            time.awaitWaiting(1);
            ticker.cancel();
            time.result(loop);
            assertThat(seen).containsExactly(instant(ofSeconds(10)), instant(ofSeconds(113)));
        }

        @Test
        void drainTakesOneTickAtMost() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.advance(ofSeconds(57));
            List<Instant> drained = new ArrayList<>();
            assertThat(ticker.drainTo(drained)).isOne();
            assertThat(drained).containsExactly(instant(ofSeconds(10)));
        }

        @Test
        void hasANameThatIdentifiesIt() {
            Ticker ticker = tickerOf(ofSeconds(10));
            assertThat(ticker.name()).isNotBlank().isEqualTo(ticker.name());
            assertThat(ticker.toString()).contains("ticker").contains(ticker.name());
        }
    }

    @Nested
    class InASelect {
        @Test
        void ticksUntilATimeoutThatIsCountedFromEachSelect() {
            Ticker ticker = tickerOf(ofSeconds(10));
            AtomicInteger turn = new AtomicInteger();
            Fiber<List<String>> loop = time.start(() -> {
                List<String> seen = new ArrayList<>();
                while (seen.size() < 4) {
                    if (turn.incrementAndGet() == 4) {
                        ticker.stop();
                    }
                    seen.add(select(
                            receive(ticker, due -> "tick " + due.getEpochSecond()),
                            timeout(ofSeconds(11), () -> "timed out")));
                }
                return seen;
            });
            for (int i = 1; i <= 4; i++) {
                int awaited = i;
                Await.until("turn " + i, () -> turn.get() == awaited);
                awaitPark(loop, SELECT);
                time.advance(ofSeconds(i == 4 ? 11 : 10));
            }
            assertThat(time.result(loop)).containsExactly("tick 10", "tick 20", "tick 30", "timed out");
            time.assertNobodyWaits();
        }

        @Test
        void aDeadlineEndsALoopOverIt() {
            Ticker ticker = tickerOf(Duration.ofMillis(500));
            Fiber<List<Instant>> loop = time.start(() -> {
                List<Instant> seen = new ArrayList<>();
                Deadline deadline = Deadline.after(Duration.ofMillis(1600));
                boolean isOver = false;
                while (!isOver) {
                    isOver = select(
                            receive(ticker, due -> {
                                seen.add(due);
                                return false;
                            }),
                            Csp.deadline(deadline, () -> true));
                }
                return seen;
            });
            for (int i = 0; i < 16; i++) {
                time.awaitWaiting(2);
                time.advance(Duration.ofMillis(100));
            }
            assertThat(time.result(loop))
                    .containsExactly(
                            instant(Duration.ofMillis(500)),
                            instant(Duration.ofMillis(1000)),
                            instant(Duration.ofMillis(1500)));
        }

        @Test
        void staysRegisteredInASelector() {
            Ticker fast = tickerOf(ofSeconds(2));
            Ticker slow = tickerOf(ofSeconds(5));
            List<Instant> fastTicks = new ArrayList<>();
            List<Instant> slowTicks = new ArrayList<>();
            Channel<String> quit = chan();
            Fiber<Void> loop = time.start(() -> {
                try (Selector<Void> selector = selector(
                        onReceive(fast, fastTicks::add), onReceive(slow, slowTicks::add), onReceive(quit, v -> {}))) {
                    while (fastTicks.size() + slowTicks.size() < 14) {
                        selector.select();
                    }
                }
            });
            awaitPark(loop, SELECT);
            for (int i = 1; i <= 20; i++) { // both tick at 10 and 20
                time.awaitWaiting(2);
                awaitPark(loop, SELECT);
                time.advance(ofSeconds(1));
            }
            time.result(loop);
            assertThat(fastTicks).hasSize(10).allMatch(due -> due.getEpochSecond() % 2 == 0);
            assertThat(slowTicks).hasSize(4).allMatch(due -> due.getEpochSecond() % 5 == 0);
            time.assertNobodyWaits();
        }
    }

    @Nested
    class Cost {
        @Test
        void theClockKnowsOnlyTickersThatSomebodyWaitsOn() {
            Ticker ticker = tickerOf(ofSeconds(10));
            time.assertNobodyWaits();
            time.advance(ofSeconds(57));
            time.assertNobodyWaits();
            ticker.tryReceive();
            Fiber<Instant> receiver = receiver(ticker);
            assertThat(time.clock().waiting()).isOne();
            time.advance(ofSeconds(10));
            time.result(receiver);
            time.assertNobodyWaits();
        }

        @Test
        void theSystemsTimersKnowOnlyTickersThatSomebodyWaitsOn() {
            int before = ArmedTimers.count();
            List<Ticker> tickers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                tickers.add(tick(ofNanos(1 + i)));
            }
            assertThat(ArmedTimers.count()).isEqualTo(before);
            tickers.forEach(Ticker::stop);
        }

        @Test
        void oneThatNobodyRefersToIsGarbageThoughItIsNotStopped() {
            WeakReference<Ticker> never = new WeakReference<>(tick(Delays.SHORT));
            WeakReference<Ticker> received = new WeakReference<>(ticked());
            Await.until("they are garbage", () -> {
                System.gc();
                return never.refersTo(null) && received.refersTo(null);
            });
        }

        private static Ticker ticked() {
            Ticker ticker = tick(Delays.SHORT);
            try {
                ticker.receive();
                ticker.receive();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return ticker;
        }
    }

    /** By the system's clock: nothing here depends on how long anything takes. */
    @Nested
    class BySystemTime {
        @RegisterExtension
        final Crew crew = new Crew(Setting.FIBERS);

        @Test
        void ticksUntilItIsStopped() throws Exception {
            Ticker ticker = tick(Delays.SHORT);
            Instant before = Instant.now();
            List<Instant> seen = crew.call(() -> List.of(ticker.receive(), ticker.receive(), ticker.receive()));
            assertThat(seen).allSatisfy(due -> assertThat(due).isAfter(before));
            ticker.stop();
            Csp.sleep(Delays.SHORT.multipliedBy(2));
            assertThat(ticker.tryReceive()).isEqualTo(empty());
        }
    }
}
