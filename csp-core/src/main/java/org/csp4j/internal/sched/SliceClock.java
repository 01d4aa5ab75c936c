package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A clock for time slices, which costs no more to read than a field: it counts the looks of the monitor, while a carrier is awake. Who
 * reads it late has a slice that is longer by that.
 */
final class SliceClock {
    private static final VarHandle PERIODS;

    static {
        try {
            PERIODS = MethodHandles.lookup().findVarHandle(SliceClock.class, "periods", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through PERIODS only
    private int periods; // the monitor writes, carriers read; opaque, since nothing else is told by it

    /** Monitor: another period has passed. */
    void advance() {
        PERIODS.setOpaque(this, now() + 1);
    }

    /** How many periods have passed; it wraps. */
    int now() {
        return (int) PERIODS.getOpaque(this);
    }
}
