package org.csp4j.patterns.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.sleep;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.FiberFailedException;
import org.csp4j.patterns.VirtualTime;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Retry}: when it tries again, and when it gives up. */
@Tag("engine")
class RetryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final VirtualTime time = new VirtualTime();

    private final AtomicInteger tries = new AtomicInteger();
    private final Retry five =
            Retry.upTo(5).withBackoff(SECOND, Duration.ofSeconds(3)).withJitter(0);

    /** Fails so often, and then returns the number of the try. */
    private Callable<Integer> failing(int times) {
        return () -> {
            if (tries.incrementAndGet() <= times) {
                throw new IOException("try " + tries.get());
            }
            return tries.get();
        };
    }

    private RetriesFailedException failure(Fiber<?> fiber) throws InterruptedException {
        try {
            throw new AssertionError("it has returned " + time.result(fiber));
        } catch (FiberFailedException e) {
            return (RetriesFailedException) e.getCause();
        }
    }

    @Test
    void whatSucceedsIsNotTriedAgain() throws Exception {
        assertThat(time.<Integer>call(() -> five.call(failing(0)))).isEqualTo(1);
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToTheLimit() throws Exception {
        Fiber<Integer> trying = time.start(() -> five.call(failing(4)));
        int expected = 1;
        for (Duration delay : List.of(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(3), SECOND.multipliedBy(3))) {
            time.advance(1, delay.minusNanos(1));
            assertThat(tries).hasValue(expected++);
            time.advance(1, Duration.ofNanos(1));
            int next = expected;
            Await.until("it tries again", () -> tries.get() == next);
        }
        assertThat(time.result(trying)).isEqualTo(5);
    }

    @Test
    void chanceShortensTheWait() throws Exception {
        Fiber<Integer> trying =
                time.start(() -> five.withJitter(0.5).withRandom(() -> 0.5).call(failing(1)));
        time.advance(1, Duration.ofMillis(749));
        assertThat(tries).hasValue(1);
        time.advance(1, Duration.ofMillis(1));
        assertThat(time.result(trying)).isEqualTo(2);
    }

    @Test
    void givesUpAfterTheLastTryAndTellsOfAll() throws Exception {
        Fiber<Integer> trying = time.start(() -> five.call(failing(9)));
        for (int seconds : new int[] {1, 2, 3, 3}) {
            time.advance(1, Duration.ofSeconds(seconds));
        }
        RetriesFailedException failure = failure(trying);
        assertThat(failure).hasMessageContaining("try 5").hasMessageContaining("last of 5 tries");
        assertThat(failure.tries()).isEqualTo(5);
        assertThat(failure.getCause()).isInstanceOf(IOException.class).hasMessage("try 5");
        assertThat(failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("try 1", "try 2", "try 3", "try 4");
    }

    @Test
    void givesUpWhenTheFailureIsOfAnotherKind() throws Exception {
        Retry onlyArithmetic = five.withFailures(ArithmeticException.class::isInstance);
        RetriesFailedException failure = failure(time.start(() -> onlyArithmetic.call(failing(9))));
        assertThat(failure).hasMessageContaining("not tried again");
        assertThat(failure.tries()).isEqualTo(1);
    }

    @Test
    void givesUpWhenTheNextTryWouldBeginTooLate() throws Exception {
        Fiber<Integer> trying =
                time.start(() -> five.withMaxTime(Duration.ofSeconds(3)).call(failing(9)));
        time.advance(1, SECOND);
        time.advance(1, Duration.ofSeconds(2));
        RetriesFailedException failure = failure(trying); // a third wait would end after 6 s
        assertThat(failure).hasMessageContaining("PT3S");
        assertThat(failure.tries()).isEqualTo(3);
    }

    @Test
    void anInterruptEndsItBetweenTwoTriesAndInOne() throws Exception {
        Fiber<Integer> between = time.start(() -> five.call(failing(9)));
        time.awaitWaiting(1);
        between.cancel();
        assertThatThrownBy(() -> time.result(between)).isInstanceOf(FiberCancelledException.class);
        assertThat(tries).hasValue(1);
        Fiber<Integer> within = time.start(() -> five.call(() -> {
            tries.incrementAndGet();
            sleep(SECOND);
            return 0;
        }));
        time.awaitWaiting(1);
        within.cancel();
        assertThatThrownBy(() -> time.result(within)).isInstanceOf(FiberCancelledException.class);
        assertThat(tries).hasValue(2);
    }

    @Test
    void anErrorEndsItAsItIs() {
        Error error = new Error("of the body");
        assertThatThrownBy(() -> five.call(() -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> Retry.upTo(0)).withMessageContaining("tries 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> five.withBackoff(Duration.ZERO, SECOND))
                .withMessageContaining("first PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> five.withBackoff(SECOND, Duration.ofMillis(1)))
                .withMessageContaining("limit PT0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> five.withBackoff(SECOND, Delays.FOREVER))
                .withMessageContaining("is more than PT8760H");
        for (double part : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> five.withJitter(part))
                    .withMessageContaining("jitter " + part);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> five.withMaxTime(Duration.ZERO))
                .withMessageContaining("time PT0S");
        assertThatNullPointerException().isThrownBy(() -> five.withFailures(null));
        assertThatNullPointerException().isThrownBy(() -> five.call(null));
    }
}
