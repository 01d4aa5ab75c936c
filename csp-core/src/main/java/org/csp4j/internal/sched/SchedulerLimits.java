package org.csp4j.internal.sched;

import java.time.Duration;

/**
 * How large a work-stealing engine is.
 *
 * @param parallelism how many carriers run fibers at the same time
 * @param maxCarriers how many there may be, with those that are stuck
 * @param stuckAfter how long a carrier may stay in one fiber while others wait for it
 */
public record SchedulerLimits(int parallelism, int maxCarriers, Duration stuckAfter) {
    /** As many carriers as processors, and at most as many as Go allows. */
    public static SchedulerLimits standard() {
        return new SchedulerLimits(Runtime.getRuntime().availableProcessors(), 10_000, Duration.ofMillis(5));
    }
}
