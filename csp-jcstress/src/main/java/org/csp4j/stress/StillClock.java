package org.csp4j.stress;

import java.time.Instant;
import org.csp4j.internal.time.Clock;

/** A clock that shows what it was set to. */
public final class StillClock implements Clock {
    private volatile long nanos;

    public void set(long newNanos) {
        nanos = newNanos;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos);
    }
}
