package org.csp4j.internal.diag;

import java.time.Duration;

/**
 * How a group is watched for deadlocks.
 *
 * @param period how often it is looked at
 * @param warnAfter how long its fibers have been asleep, and an outsider awake, before that is told
 */
record WatchLimits(Duration period, Duration warnAfter) {
    /** A deadlock is found after two periods and a part of one. */
    static final WatchLimits STANDARD = new WatchLimits(Duration.ofMillis(40), Duration.ofSeconds(5));
}
