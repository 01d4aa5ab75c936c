package org.csp4j.internal.fiber;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Parks a fiber by LockSupport, and before that waits for a moment at a rendezvous: but only as long as that is worth while, as the fiber
 * has learnt. For fibers of the platform engine, where a park and its end cost more than what most partners need.
 */
public final class SpinningParking extends LockSupportParking {
    /*
     * I1  An unpark that is left out, because the fiber spins, is not lost (Dekker): who unparks has written, and then looks whether
     *     the fiber spins, with a full fence between; the fiber writes that it does not any more, and then looks at what was
     *     written: it returns, as if from a park, and its caller re-checks all that it waits for.
     * P   Whoever spins in vain does so for as long as it takes to park and to be unparked, and then parks the next 31, 63, 127 and 255
     *     times without; it spins more often again when that succeeds. A fiber that parks a few times in its life never spins.
     * Checked by SpinningParkingStress (I1).
     */
    private static final int SPINS = 128; // some 2 microseconds
    private static final int MAY_SKIP = 255;

    private final int spins;
    private volatile boolean isSpinning;
    private short toSkip = 15;
    private short skips = toSkip; // after it has spun in vain: twice that

    /** For one fiber, which has learnt nothing yet. */
    public SpinningParking() {
        this(SPINS);
    }

    /** One that spins so often. */
    SpinningParking(int spins) {
        this.spins = spins;
    }

    @Override
    protected void park(FiberParker fiber, Object blocker) {
        if (toSkip > 0) {
            toSkip--;
            super.park(fiber, blocker);
        } else if (!(blocker instanceof Awaited awaited) || !awaited.isRendezvous()) {
            super.park(fiber, blocker);
        } else if (spin(awaited)) {
            skips >>= 1;
        } else {
            skips = (short) Math.min(2 * skips + 1, MAY_SKIP);
            toSkip = (short) (1 + skips); // the first one for what has not come
        }
    }

    /** Whether it has come meanwhile. In any case the caller has to look at all that it waits for before it parks. */
    boolean spin(Awaited awaited) {
        isSpinning = true;
        boolean isThere = awaited.isThere();
        for (int i = 0; i < spins && !isThere; i++) {
            Thread.onSpinWait();
            isThere = awaited.isThere();
        }
        isSpinning = false; // I1
        return isThere;
    }

    @Override
    protected void unpark(FiberParker fiber) {
        VarHandle.fullFence(); // I1, and that of Parker
        if (!isSpinning) {
            LockSupport.unpark(fiber.thread());
        }
    }
}
