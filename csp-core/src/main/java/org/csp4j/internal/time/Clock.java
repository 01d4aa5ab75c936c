package org.csp4j.internal.time;

import java.time.Instant;

/**
 * Where time is read: a monotonic one to wait by, and the wall clock's to show.
 *
 * <p>The two are not related: the wall clock may be set back while somebody waits.
 */
public interface Clock {
    /**
     * Returns nanoseconds since some arbitrary origin; never goes back, for all threads together. It may be negative, and may
     * pass from {@code Long.MAX_VALUE} to {@code Long.MIN_VALUE}: compare two readings by subtraction only.
     */
    long nanoTime();

    /** Returns the wall clock's time. */
    Instant instant();

    /** Returns what the wall clock shows, or has shown, at a reading of the monotonic one, as far as is known now. */
    default Instant instantAt(long nanoTime) {
        return instant().plusNanos(nanoTime - nanoTime());
    }

    /** Returns the clock of this machine. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
