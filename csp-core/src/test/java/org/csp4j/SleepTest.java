package org.csp4j;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.sleep;
import static org.csp4j.diagnostics.WaitReason.Kind.SLEEP;
import static org.csp4j.testsupport.SteppedTime.awaitPark;
import static org.csp4j.testsupport.SteppedTime.instant;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.diagnostics.WaitReason;
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

/** {@link Csp#sleep}. */
@Tag("engine")
class SleepTest {
    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    private Fiber<Instant> sleeper(Duration duration) {
        return time.parked(SLEEP, () -> {
            sleep(duration);
            return time.clock().now();
        });
    }

    @Test
    void waitsForThisLong() {
        Fiber<Instant> sleeper = sleeper(ofSeconds(10));
        time.advance(ofSeconds(10).minusNanos(1));
        awaitPark(sleeper, SLEEP);
        time.advance(ofNanos(1));
        assertThat(time.result(sleeper)).isEqualTo(instant(ofSeconds(10)));
        time.assertNobodyWaits();
    }

    @Test
    void saysWhatItWaitsFor() {
        Fiber<Instant> sleeper = sleeper(ofSeconds(10));
        assertThat(sleeper.waitReason()).contains(new WaitReason(SLEEP, "PT10S"));
        assertThat(sleeper.waitReason().orElseThrow()).hasToString("sleep on PT10S");
        assertThat(sleeper.state()).isEqualTo(FiberState.PARKED);
        time.advance(ofSeconds(10));
        time.result(sleeper);
        assertThat(sleeper.waitReason()).isEmpty();
    }

    @Test
    void aPermitOfTheThreadDoesNotEndIt() {
        Fiber<Instant> sleeper = sleeper(ofSeconds(10));
        for (int i = 0; i < 1000; i++) {
            java.util.concurrent.locks.LockSupport.unpark(sleeper.thread());
        }
        awaitPark(sleeper, SLEEP);
        time.advance(ofSeconds(10));
        assertThat(time.result(sleeper)).isEqualTo(instant(ofSeconds(10)));
    }

    @Test
    void manySleepEachForItsOwnTime() {
        int sleepers = 1000;
        List<Fiber<Instant>> fibers = new ArrayList<>();
        for (int i = 1; i <= sleepers; i++) {
            fibers.add(sleeper(ofSeconds(i)));
        }
        assertThat(time.clock().waiting()).isEqualTo(sleepers);
        for (int i = 1; i <= sleepers; i++) {
            time.advance(ofSeconds(1));
            assertThat(time.clock().waiting()).isEqualTo(sleepers - i);
            assertThat(time.result(fibers.get(i - 1))).isEqualTo(instant(ofSeconds(i)));
        }
    }

    @Nested
    class Lengths {
        @Test
        void zeroAndLessDoNotWait() {
            time.run(() -> {
                sleep(Duration.ZERO);
                sleep(ofNanos(-1));
                sleep(Delays.SINCE_FOREVER);
            });
            time.assertNobodyWaits();
        }

        @Test
        void foreverNeverEnds() {
            Fiber<Instant> sleeper = sleeper(Delays.FOREVER);
            time.advance(Duration.ofDays(365 * 100));
            awaitPark(sleeper, SLEEP);
            assertThat(time.clock().waiting()).isOne();
            sleeper.cancel();
        }

        @Test
        void nullIsRefused() {
            assertThatNullPointerException().isThrownBy(() -> sleep(null));
        }
    }

    @Nested
    class Interrupted {
        @Test
        void whileItWaitsThrowsAndLeavesNothing() {
            Fiber<Instant> sleeper = sleeper(ofSeconds(10));
            sleeper.thread().interrupt();
            assertThat(time.failure(sleeper))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageContaining("PT10S");
            time.assertNobodyWaits();
        }

        @Test
        void beforeItBeginsThrowsHoweverShortItIs() {
            for (Duration duration : List.of(ofSeconds(10), Duration.ZERO, ofSeconds(-1))) {
                time.run(() -> {
                    Thread.currentThread().interrupt();
                    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> sleep(duration));
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                });
            }
            time.assertNobodyWaits();
        }
    }

    /** By the system's clock: nothing here depends on how long anything takes, save that time does not run fast. */
    @Nested
    class BySystemTime {
        @RegisterExtension
        final Crew crew = new Crew(Setting.FIBERS);

        @ParameterizedTest
        @EnumSource(Caller.class)
        void callersOfAllKindsSleepAtLeastThatLong(Caller caller) throws Exception {
            crew.start(caller, () -> {
                        for (Duration duration : List.of(Delays.SHORT, ofNanos(1), ofNanos(100_000))) {
                            long start = System.nanoTime();
                            sleep(duration);
                            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(duration.toNanos());
                        }
                    })
                    .join();
        }

        @ParameterizedTest
        @EnumSource(Caller.class)
        void callersOfAllKindsCanBeInterrupted(Caller caller) {
            int before = ArmedTimers.count();
            Party<Void> sleeper = crew.start(caller, () -> sleep(Delays.LONG));
            Await.await(sleeper).toPark(SLEEP);
            assertThat(ArmedTimers.count()).isEqualTo(before + 1);
            sleeper.interrupt();
            assertThat(sleeper.failure()).isInstanceOf(InterruptedException.class);
            assertThat(ArmedTimers.count()).isEqualTo(before);
        }
    }
}
