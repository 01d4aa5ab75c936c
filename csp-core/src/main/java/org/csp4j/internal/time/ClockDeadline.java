package org.csp4j.internal.time;

import java.time.Duration;
import org.csp4j.Deadline;

/**
 * A point in time on the clock of one timer service, which also wakes those who wait for it.
 *
 * @param timers the service
 * @param nanos the reading of the service's clock at that point
 */
public record ClockDeadline(TimerService timers, long nanos) implements Deadline {
    /** So far ahead that it never comes, and so near that readings of the clock can still be compared with it: 146 years. */
    private static final long NEVER_NANOS = Long.MAX_VALUE / 2;

    /** The point this long after now. */
    public static ClockDeadline after(TimerService timers, Duration timeout) {
        return new ClockDeadline(timers, timers.clock().nanoTime() + boundedNanos(timeout));
    }

    /** The length in nanoseconds; lengths that no clock reading can be moved by are cut to one that never passes. */
    public static long boundedNanos(Duration length) {
        long seconds = length.toSeconds();
        long maxSeconds = NEVER_NANOS / 1_000_000_000L - 1;
        if (seconds >= maxSeconds) {
            return NEVER_NANOS;
        }
        return seconds <= -maxSeconds ? -NEVER_NANOS : length.toNanos();
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(nanos - timers.clock().nanoTime());
    }

    @Override
    public boolean isPast() {
        return nanos - timers.clock().nanoTime() <= 0;
    }

    /** Whichever comes first of two deadlines, which may be on different clocks; the first of two that come together. */
    public static ClockDeadline earlier(ClockDeadline a, ClockDeadline b) {
        if (a.timers == b.timers) { // without a look at the clock, which moves on between two looks
            return a.nanos - b.nanos <= 0 ? a : b;
        }
        return a.remaining().compareTo(b.remaining()) <= 0 ? a : b;
    }
}
