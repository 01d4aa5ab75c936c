package org.csp4j.internal.sched;

import java.time.Duration;

/**
 * How large a work-stealing engine is.
 *
 * @param parallelism how many carriers run fibers at the same time, to begin with
 * @param maxCarriers how many there may be, with those that are stuck
 * @param timeSlice how long a carrier may stay in one fiber while others wait for it
 * @param stuckReportAfter how long a carrier may stay in one fiber, whether others wait or not, until that is reported
 * @param keepAlive how long a carrier sleeps until it ends
 * @param worthOfASteal for how long what one carrier steals from another is to keep it busy: what it costs to wake it
 */
public record SchedulerLimits(
        int parallelism,
        int maxCarriers,
        Duration timeSlice,
        Duration stuckReportAfter,
        Duration keepAlive,
        Duration worthOfASteal) {
    private static final int MOST = 32_767; // as in the JDK's pools; IdleCarriers could count twice as many
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** With the standard time until a carrier ends that nobody needs, and the standard worth of a steal. */
    public SchedulerLimits(int parallelism, int maxCarriers, Duration timeSlice, Duration stuckReportAfter) {
        this(parallelism, maxCarriers, timeSlice, stuckReportAfter, Duration.ofSeconds(10), Duration.ofNanos(100_000));
    }

    /** With the standard time until a report, too. */
    public SchedulerLimits(int parallelism, int maxCarriers, Duration timeSlice) {
        this(parallelism, maxCarriers, timeSlice, Duration.ofSeconds(1));
    }

    /** As many carriers as processors, and at most as many as Go allows. */
    public static SchedulerLimits standard() {
        return new SchedulerLimits(Runtime.getRuntime().availableProcessors(), 10_000, Duration.ofMillis(5));
    }

    /** The same, but for this. */
    SchedulerLimits withKeepAlive(Duration time) {
        return new SchedulerLimits(parallelism, maxCarriers, timeSlice, stuckReportAfter, time, worthOfASteal);
    }

    /** The same, but for this. */
    SchedulerLimits withWorthOfASteal(Duration time) {
        return new SchedulerLimits(parallelism, maxCarriers, timeSlice, stuckReportAfter, keepAlive, time);
    }

    /** Refuses a number of carriers that cannot be. */
    public static int checkCarriers(String name, int carriers) {
        if (carriers < 1 || carriers > MOST) {
            throw new IllegalArgumentException(name + " " + carriers + " is not between 1 and " + MOST);
        }
        return carriers;
    }

    /** Refuses a time slice that the monitor cannot keep, or that would leave it nothing to do. */
    public static Duration checkTimeSlice(Duration timeSlice) {
        if (timeSlice.compareTo(SHORTEST) < 0 || timeSlice.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "timeSlice " + timeSlice + " is not between " + SHORTEST + " and " + LONGEST);
        }
        return timeSlice;
    }

    /** Refuses a time until a report that no clock would notice. */
    public static Duration checkStuckReportAfter(Duration time) {
        if (time.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("stuckReportAfter " + time + " is less than " + SHORTEST);
        }
        return time;
    }
}
