package org.csp4j.patterns.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.onTimeout;
import static org.csp4j.Csp.select;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Fiber;
import org.csp4j.patterns.VirtualTime;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link RateLimiter}: so many in a period, by a clock that stands still. */
@Tag("engine")
class RateLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final VirtualTime time = new VirtualTime();

    private RateLimiter limiter(int permits, int burst) throws InterruptedException {
        return time.call(() -> RateLimiter.of(permits, Duration.ofSeconds(permits), burst)); // one a second
    }

    private int takeAll(RateLimiter limiter) throws InterruptedException {
        return time.call(() -> {
            int taken = 0;
            while (limiter.tryAcquire()) {
                taken++;
            }
            return taken;
        });
    }

    @Test
    void lastingDemandIsSpacedEvenly() throws Exception {
        RateLimiter limiter = limiter(10, 1);
        AtomicInteger passed = new AtomicInteger();
        Fiber<Void> busy = time.start(() -> {
            while (true) {
                limiter.acquire();
                passed.incrementAndGet();
            }
        });
        Await.until("the first passes at once", () -> passed.get() == 1);
        for (int second = 1; second <= 20; second++) {
            time.advance(1, SECOND.minusNanos(1));
            assertThat(passed).hasValue(second);
            time.advance(1, Duration.ofNanos(1));
            int expected = second + 1;
            Await.until("one more passes", () -> passed.get() == expected);
        }
        busy.cancel();
    }

    @Test
    void timeThatNobodyUsesIsSavedForABurst() throws Exception {
        RateLimiter limiter = limiter(10, 3);
        assertThat(takeAll(limiter)).isEqualTo(3);
        time.advance(0, SECOND);
        assertThat(takeAll(limiter)).isEqualTo(1);
        time.advance(0, Duration.ofMillis(2500));
        assertThat(takeAll(limiter)).isEqualTo(2);
        time.advance(0, Duration.ofMillis(500)); // the half that was left
        assertThat(takeAll(limiter)).isEqualTo(1);
        time.advance(0, Duration.ofDays(1));
        assertThat(takeAll(limiter)).isEqualTo(3);
    }

    @Test
    void aTimeoutTakesNothing() throws Exception {
        RateLimiter limiter = limiter(1, 1);
        assertThat(takeAll(limiter)).isEqualTo(1);
        Fiber<Boolean> impatient = time.start(() -> limiter.tryAcquire(Duration.ofMillis(999)));
        time.advance(2, Duration.ofMillis(999));
        assertThat(time.result(impatient)).isFalse();
        Fiber<Boolean> patient = time.start(() -> limiter.tryAcquire(SECOND));
        time.advance(2, Duration.ofMillis(1));
        assertThat(time.result(patient)).isTrue();
    }

    @Test
    void anInterruptTakesNothing() throws Exception {
        RateLimiter limiter = limiter(1, 1);
        assertThat(takeAll(limiter)).isEqualTo(1);
        Fiber<Void> waiting = time.start(() -> {
            limiter.acquire();
            return null;
        });
        time.awaitWaiting(1);
        waiting.cancel();
        time.advance(0, SECOND);
        assertThat(takeAll(limiter)).isEqualTo(1);
    }

    @Test
    void aCaseThatIsNotChosenTakesNothing() throws Exception {
        RateLimiter limiter = limiter(1, 1);
        time.run(() -> assertThat(select(limiter.<Boolean>permit(() -> true))).isTrue());
        Fiber<Void> impatient =
                time.start(() -> select(limiter.permit(() -> null), onTimeout(SECOND.dividedBy(2), () -> {})));
        time.advance(2, SECOND.dividedBy(2));
        time.result(impatient);
        time.advance(0, SECOND.dividedBy(2));
        assertThat(takeAll(limiter)).isEqualTo(1);
    }

    @Test
    void aTryDoesNotFailWhileAnotherTakesAPermit() throws Exception {
        int permits = Rounds.of(20_000);
        RateLimiter limiter = time.call(() -> RateLimiter.of(1, SECOND, permits));
        List<Fiber<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            takers.add(time.start(() -> {
                int taken = 0;
                while (limiter.tryAcquire()) { // fails once, when all are taken
                    taken++;
                }
                return taken;
            }));
        }
        int sum = 0;
        for (Fiber<Integer> taker : takers) {
            sum += time.result(taker);
        }
        assertThat(sum).isEqualTo(permits);
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.of(0, SECOND))
                .withMessageContaining("permits 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.of(1, Duration.ZERO))
                .withMessageContaining("period PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.of(11, Duration.ofNanos(10)))
                .withMessageContaining("permits 11 in PT0.00000001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.of(1, SECOND, 0))
                .withMessageContaining("burst 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.of(1, Duration.ofDays(365), 1000))
                .withMessageContaining("burst 1000");
        assertThatNullPointerException()
                .isThrownBy(() -> RateLimiter.of(1, SECOND).permit(null));
    }
}
