package org.csp4j.internal.sched;

import java.time.Duration;

/**
 * How large a work-stealing engine is.
 *
 * @param parallelism how many carriers run fibers at the same time
 * @param maxCarriers how many there may be, with those that are stuck
 * @param stuckAfter how long a carrier may stay in one fiber while others wait for it
 * @param stuckReportAfter how long a carrier may stay in one fiber, whether others wait or not, until that is reported
 */
public record SchedulerLimits(int parallelism, int maxCarriers, Duration stuckAfter, Duration stuckReportAfter) {
    /** With the standard time until a report. */
    public SchedulerLimits(int parallelism, int maxCarriers, Duration stuckAfter) {
        this(parallelism, maxCarriers, stuckAfter, Duration.ofSeconds(1));
    }

    /** As many carriers as processors, and at most as many as Go allows. */
    public static SchedulerLimits standard() {
        return new SchedulerLimits(Runtime.getRuntime().availableProcessors(), 10_000, Duration.ofMillis(5));
    }
}
