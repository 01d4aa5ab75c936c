package org.csp4j.internal.time;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
final class ManualClock implements Clock {
    private final long startNanos;
    private final Instant startInstant = Instant.parse("2026-01-01T00:00:00Z");
    private final AtomicLong nanos;

    ManualClock() {
        this(0);
    }

    ManualClock(long startNanos) {
        this.startNanos = startNanos;
        this.nanos = new AtomicLong(startNanos);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    /** Returns a fixed day, plus what this clock was moved by. */
    @Override
    public Instant instant() {
        return startInstant.plusNanos(nanos.get() - startNanos);
    }

    void advance(long byNanos) {
        if (byNanos < 0) {
            throw new IllegalArgumentException("A monotonic clock cannot go back by " + byNanos + " ns");
        }
        nanos.addAndGet(byNanos);
    }

    void set(long nowNanos) {
        advance(nowNanos - nanos.get());
    }
}
