package org.csp4j.internal.sched;

import org.jspecify.annotations.Nullable;

/**
 * A run of a carrier that takes long, as the monitor hands it to the watchdog.
 *
 * @param run which one: {@link Carrier#started()}
 * @param sinceNanos when it was first seen; it began before that
 */
record Suspicion(Carrier carrier, int run, long sinceNanos) {
    /** The task that the carrier is in, if it is still in this run; else null. */
    @Nullable Runnable task() {
        return carrier.taskOf(run);
    }
}
