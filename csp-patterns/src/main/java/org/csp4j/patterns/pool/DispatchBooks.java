package org.csp4j.patterns.pool;

import java.time.Duration;

/** What a dispatcher counts. The dispatcher's fiber alone. */
final class DispatchBooks {
    long taken; // out of the queue
    int running;
    long done;
    long dead;
    long handedBack;
    private long tries;
    private double waitedNanos; // a sum
    private long longestNanos;

    /** A worker is given a job that has waited so long. */
    void given(long waited) {
        running++;
        tries++;
        waitedNanos += waited;
        longestNanos = Math.max(longestNanos, waited);
    }

    DispatcherStats stats(DispatchCrew<?> crew, int queued, long dropped, long rejected, int held, int retrying) {
        return new DispatcherStats(
                crew.size(),
                crew.most(),
                crew.idle(),
                taken + queued + dropped,
                rejected,
                queued,
                held,
                retrying,
                running,
                done,
                dead,
                dropped,
                handedBack,
                tries,
                Duration.ofNanos(tries == 0 ? 0 : (long) (waitedNanos / tries)),
                Duration.ofNanos(longestNanos));
    }
}
