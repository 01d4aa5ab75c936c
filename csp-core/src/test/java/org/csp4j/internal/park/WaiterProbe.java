package org.csp4j.internal.park;

/** Looks into a waiter. */
public final class WaiterProbe {
    private WaiterProbe() {}

    /** The thread that waits. */
    public static Thread threadOf(Waiter waiter) {
        return waiter.parker().thread();
    }
}
