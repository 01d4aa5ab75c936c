package org.csp4j.internal.sched;

/** The monitor's notes on one carrier: the run that it was in at the last look, since when, and when to report that. Monitor only. */
final class HeldRun {
    private static final int GROWTH = 10; // of the time a run has taken, from one report of it to the next

    private final long firstReportAfterNanos;
    private int run;
    private long sinceNanos;
    private long reportAfterNanos;

    HeldRun(long firstReportAfterNanos) {
        this.firstReportAfterNanos = firstReportAfterNanos;
    }

    /** Notes which run the carrier has come to: true if it is the one of the look before. */
    boolean isStill(int seenRun, long nowNanos) {
        if (seenRun == run) {
            return true;
        }
        run = seenRun;
        sinceNanos = nowNanos;
        reportAfterNanos = firstReportAfterNanos;
        return false;
    }

    /** Whether the run has taken long enough to be reported, or reported once more. */
    boolean isReportDue(long nowNanos) {
        return nowNanos - sinceNanos >= reportAfterNanos;
    }

    void reported() {
        reportAfterNanos *= GROWTH;
    }

    long sinceNanos() {
        return sinceNanos;
    }
}
