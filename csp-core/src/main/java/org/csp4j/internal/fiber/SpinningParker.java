package org.csp4j.internal.fiber;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Parks by LockSupport, and before that waits for a moment at a rendezvous: but only as long as that is worth while, as the thread has
 * learnt. For fibers of the platform engine, where a park and its end cost more than what most partners need.
 */
public final class SpinningParker extends Parker.ThreadParker {
    /*
     * I1  An unpark that is left out, because the thread spins, is not lost (Dekker): who unparks has written, and then looks whether
     *     the thread spins, with a full fence between; the thread writes that it does not any more, and then looks at what was
     *     written: it returns, as if from a park, and its caller re-checks all that it waits for.
     * P   Whoever spins in vain does so for as long as it takes to park and to be unparked, and then parks the next 31, 63, 127 and 255
     *     times without; it spins more often again when that succeeds. A fiber that parks a few times in its life never spins.
     * Checked by SpinningParkerStress (I1).
     */
    private static final int SPINS = 128; // some 2 microseconds
    private static final int MAY_SKIP = 255;

    private final int spins;
    private volatile boolean isSpinning;
    private short toSkip = 15;
    private short skips = toSkip; // after it has spun in vain: twice that

    public SpinningParker(Thread thread) {
        this(thread, SPINS);
    }

    /** One that spins so often. */
    SpinningParker(Thread thread, int spins) {
        super(thread);
        this.spins = spins;
    }

    @Override
    public void park(Object blocker) {
        if (toSkip > 0) {
            toSkip--;
            super.park(blocker);
        } else if (!(blocker instanceof Awaited awaited) || !awaited.isRendezvous()) {
            super.park(blocker);
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
    public void unpark() {
        VarHandle.fullFence(); // I1, and that of Parker
        if (!isSpinning) {
            LockSupport.unpark(thread());
        }
    }
}
