package org.csp4j.internal.util;

import java.util.concurrent.locks.LockSupport;

/**
 * How to wait for somebody who needs a few nanoseconds, unless it has lost its processor: spin briefly, then give the
 * processor away, then sleep in short naps. Never spins without bound, so that a holder that was preempted in the middle
 * of a channel operation gets a processor to finish it, even where there is only one.
 */
public final class Backoff {
    static final int SPINS = 64;
    private static final int YIELDS = 16;

    /** How long one sleeps who has waited for more than a moment. */
    public static final long NAP_NANOS = 50_000;

    private Backoff() {}

    /** Waits for a moment that grows with the number of tries so far. */
    @SuppressWarnings("ThreadPriorityCheck") // the yield is a hint; the nap that follows does not depend on it
    public static void pause(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else if (tries < SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
