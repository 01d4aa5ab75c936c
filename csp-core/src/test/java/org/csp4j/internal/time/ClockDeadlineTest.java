package org.csp4j.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockDeadlineTest {
    /** A clock that moves on by a second whenever it is looked at, as it does for a thread that loses its processor. */
    private static final class Running implements Clock {
        private long seconds;

        @Override
        public long nanoTime() {
            return Duration.ofSeconds(seconds++).toNanos();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanoTime());
        }
    }

    private static TimerService timers() {
        return new WheelTimerService(new Running(), TimingWheel.EXACT, _ -> {});
    }

    @Test
    void theEarlierOfTwoOnOneClockDoesNotDependOnHowLongItTakesToLook() {
        TimerService timers = timers();
        ClockDeadline early = new ClockDeadline(timers, Duration.ofMillis(5).toNanos());
        ClockDeadline late = new ClockDeadline(timers, Duration.ofMillis(10).toNanos());
        assertThat(ClockDeadline.earlier(early, late)).isSameAs(early);
        assertThat(ClockDeadline.earlier(late, early)).isSameAs(early);
    }

    @Test
    void theFirstIsTheEarlierOfTwoThatComeTogether() {
        TimerService timers = timers();
        ClockDeadline first = new ClockDeadline(timers, 5);
        ClockDeadline second = new ClockDeadline(timers, 5);
        assertThat(ClockDeadline.earlier(first, second)).isSameAs(first);
    }

    @Test
    void deadlinesOnDifferentClocksAreComparedByWhatRemains() {
        ClockDeadline early = new ClockDeadline(timers(), Duration.ofMinutes(1).toNanos());
        ClockDeadline late = new ClockDeadline(timers(), Duration.ofMinutes(10).toNanos());
        assertThat(ClockDeadline.earlier(early, late)).isSameAs(early);
        assertThat(ClockDeadline.earlier(late, early)).isSameAs(early);
    }
}
