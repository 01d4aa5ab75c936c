package org.csp4j;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.sleep;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.diagnostics.WaitReason.Kind.SLEEP;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

/** {@link VirtualClock}. In which order it fires is in {@code SteppedClockTest}. */
@Tag("engine")
class VirtualClockTest {
    private static final Duration CENTURY = Duration.ofDays(36_525);

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    @Nested
    class Advancing {
        @Test
        void beginsAtTheEpochAndStandsStill() {
            VirtualClock clock = VirtualClock.create();
            assertThat(clock.now()).isEqualTo(Instant.EPOCH).isEqualTo(clock.now());
        }

        @Test
        void movesOnBySoMuch() {
            time.advance(ofSeconds(10));
            time.advance(ofNanos(1));
            time.advance(Duration.ZERO);
            assertThat(time.clock().now()).isEqualTo(Instant.ofEpochSecond(10, 1));
        }

        @Test
        void doesNotGoBack() {
            time.advance(ofSeconds(10));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> time.advance(ofNanos(-1)))
                    .withMessageContaining("PT-0.000000001S");
            assertThatNullPointerException().isThrownBy(() -> time.advance(null));
            assertThat(time.clock().now()).isEqualTo(Instant.ofEpochSecond(10));
        }

        @Test
        void doesNotGoBeyondWhatItCanShow() {
            time.advance(ofSeconds(10));
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> time.advance(ofNanos(Long.MAX_VALUE)));
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> time.advance(Delays.FOREVER));
            assertThat(time.clock().now()).isEqualTo(Instant.ofEpochSecond(10));
        }

        @Test
        void severalCanAdvanceIt() throws Exception {
            List<Party<Void>> parties = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                parties.add(crew.start(() -> {
                    for (int k = 0; k < 10_000; k++) {
                        time.advance(ofNanos(3));
                    }
                }));
            }
            for (Party<Void> party : parties) {
                party.join();
            }
            assertThat(time.clock().now()).isEqualTo(Instant.EPOCH.plusNanos(120_000));
        }

        @ParameterizedTest
        @EnumSource(Caller.class)
        void anybodyCanAdvanceIt(Caller caller) throws Exception {
            Fiber<Void> sleeper = time.parked(SLEEP, () -> {
                sleep(ofSeconds(10));
                return null;
            });
            crew.start(caller, () -> time.advance(ofSeconds(10))).join();
            time.result(sleeper);
        }

        @Test
        void aFiberCanAdvanceItsOwn() {
            time.run(() -> {
                Timer timer = timer(ofSeconds(10));
                time.advance(ofSeconds(10));
                assertThat(timer.receive()).isEqualTo(Instant.ofEpochSecond(10));
            });
        }
    }

    @Nested
    class Waking {
        /** What is handed over is handed over when the call returns; what those who were woken do is their own affair. */
        @Test
        void happensBeforeTheCallReturns() {
            Timer timer = time.call(() -> timer(ofSeconds(10)));
            List<Fiber<Instant>> receivers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                receivers.add(time.parked(RECEIVE, timer::receive));
            }
            for (Fiber<Instant> receiver : receivers) {
                time.advance(ofSeconds(10));
                assertThat(timer.stop()).as("it has delivered").isFalse();
                timer.reset(ofSeconds(10));
                time.result(receiver);
            }
            timer.stop();
            time.assertNobodyWaits();
        }

        @Test
        void isOfAllThatFallsDueOnTheWayAndOfNothingElse() {
            List<Fiber<Instant>> sleepers = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                int seconds = i;
                sleepers.add(time.parked(SLEEP, () -> {
                    sleep(ofSeconds(seconds));
                    return time.clock().now();
                }));
            }
            time.advance(ofSeconds(15));
            for (int i = 0; i < 15; i++) {
                time.result(sleepers.get(i));
            }
            assertThat(time.clock().waiting()).isEqualTo(5);
            time.advance(ofSeconds(5));
            assertThat(time.result(sleepers.getLast())).isEqualTo(Instant.ofEpochSecond(20));
        }

        @Test
        void worksInEveryCentury() {
            for (int i = 0; i < 2; i++) {
                time.advance(CENTURY);
                Fiber<Void> forever = time.parked(SLEEP, () -> {
                    sleep(Delays.FOREVER);
                    return null;
                });
                Fiber<Instant> sleeper = time.parked(SLEEP, () -> {
                    sleep(ofSeconds(10));
                    return time.clock().now();
                });
                Ticker ticker = time.call(() -> tick(ofSeconds(4)));
                Instant wake = time.clock().now().plusSeconds(10);
                time.advance(ofSeconds(9));
                assertThat(sleeper.state()).isEqualTo(FiberState.PARKED);
                time.advance(ofSeconds(1));
                assertThat(time.result(sleeper)).isEqualTo(wake);
                assertThat(ticker.tryReceive()).isEqualTo(new Received.Value<>(wake.minusSeconds(6)));
                assertThat(forever.state()).isEqualTo(FiberState.PARKED);
                forever.cancel();
            }
        }
    }

    @Nested
    class Counting {
        @Test
        void isOfSleepsTimersAndTimeouts() {
            Channel<String> channel = chan();
            Timer timer = time.call(() -> timer(ofSeconds(10)));
            time.assertNobodyWaits();

            Fiber<?> sleeping = time.parked(SLEEP, () -> {
                sleep(ofSeconds(10));
                return null;
            });
            assertThat(time.clock().waiting()).isEqualTo(1);
            Fiber<?> onTimer = time.parked(RECEIVE, timer::receive);
            assertThat(time.clock().waiting()).isEqualTo(2);
            Fiber<?> selecting =
                    time.parked(SELECT, () -> select(receive(channel), timeout(ofSeconds(10), () -> "timed out")));
            assertThat(time.clock().waiting()).isEqualTo(3);
            Fiber<?> sending = time.parked(SEND, () -> Csp.<String>chan().trySend("x", ofSeconds(10)));
            assertThat(time.clock().waiting()).isEqualTo(4);
            Fiber<?> joining = time.parked(RECEIVE, () -> sleeping.join(ofSeconds(20)));
            assertThat(time.clock().waiting()).isEqualTo(5);

            time.advance(ofSeconds(10));
            for (Fiber<?> fiber : List.of(sleeping, onTimer, selecting, sending, joining)) {
                time.result(fiber);
            }
            time.assertNobodyWaits();
        }

        @Test
        void isNotOfWaitsWithoutALimit() {
            Channel<String> channel = chan();
            Fiber<String> receiver = time.parked(RECEIVE, channel::receive);
            Fiber<String> selecting = time.parked(SELECT, () -> select(receive(channel)));
            time.assertNobodyWaits();
            channel.close();
            time.failure(receiver);
            time.failure(selecting);
        }
    }

    /** A scheduler that was built with it measures everything by it, and no other does. */
    @Test
    void otherClocksStandStill() throws Exception {
        VirtualClock other = VirtualClock.create();
        try (Scheduler scheduler = Scheduler.builder().clock(other).build()) {
            Fiber<Void> elsewhere = scheduler.go(() -> sleep(ofSeconds(10)));
            SteppedTime.awaitPark(elsewhere, SLEEP);
            Fiber<Void> here = time.parked(SLEEP, () -> {
                sleep(ofSeconds(10));
                return null;
            });
            time.advance(ofSeconds(10));
            time.result(here);
            SteppedTime.awaitPark(elsewhere, SLEEP);
            assertThat(other.now()).isEqualTo(Instant.EPOCH);
            other.advance(ofSeconds(10));
            elsewhere.join();
        }
    }
}
