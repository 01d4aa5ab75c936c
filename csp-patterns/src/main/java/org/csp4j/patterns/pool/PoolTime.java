package org.csp4j.patterns.pool;

import static org.csp4j.Csp.after;

import java.time.Duration;
import java.time.Instant;
import org.csp4j.Deadline;

/** The clock of the scheduler that a pool was built on, for whichever thread asks. */
final class PoolTime {
    private final Deadline start = Deadline.after(Duration.ZERO); // knows its clock
    private final Instant startInstant =
            after(Duration.ZERO).tryReceive().asOptional().orElseGet(Instant::now);

    /** How long ago the pool was built. */
    long nanos() {
        return -start.remaining().toNanos();
    }

    /** What a calendar says at this time. */
    Instant instant(long nanos) {
        return startInstant.plusNanos(nanos);
    }
}
