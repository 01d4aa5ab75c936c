package org.csp4j.internal.sched;

import java.time.Duration;

/** How much may be logged in a period of time. For one thread. */
final class LogBudget {
    private final int most;
    private final long periodNanos;
    private long beginNanos; // of the period, if `taken` is not 0
    private int taken;

    LogBudget(int most, Duration period) {
        this.most = most;
        this.periodNanos = period.toNanos();
    }

    /** Whether one more may be logged now. */
    boolean take(long nowNanos) {
        if (taken == 0) {
            beginNanos = nowNanos;
        }
        return ++taken <= most;
    }

    /** Begins anew if the period is over: how many were not to be logged in it, and 0 if it is not over. */
    int leftOutBefore(long nowNanos) {
        if (taken == 0 || nowNanos - beginNanos < periodNanos) {
            return 0;
        }
        int leftOut = Math.max(0, taken - most);
        taken = 0;
        return leftOut;
    }
}
