package org.csp4j.internal.fiber;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Parks a fiber by LockSupport, and before that waits for a moment at a rendezvous: but only as long as that is worth while, as the fiber
 * has learnt. For fibers of the platform engine, where a park and its end cost more than what most partners need.
 */
public non-sealed class SpinningParking extends LockSupportParking {
    /*
     * I1  An unpark that is left out, because the fiber spins, is not lost (Dekker): who unparks has written, and then looks whether
     *     the fiber spins, with a full fence between; the fiber writes that it does not any more, and then looks at what was
     *     written: it returns, as if from a park, and its caller re-checks all that it waits for.
     * P1  Whoever spins in vain does so for as long as it takes to park and to be unparked, and then parks the next 31, 63, .. 8,191
     *     times without; it spins more often again when that succeeds. A fiber that parks a few times in its life does not spin of itself.
     * P2  Two partners have to spin both: to wake one that is parked takes longer than the other one spins, who then takes it for
     *     in vain. So who has learnt not to spin tries it, at times, for as long as a wake-up may take; and who finds its partner spinning
     *     spins as well the next time (ADR 0031). Once for each time that it would have by itself, if that was in vain.
     * Checked by SpinningParkingStress (I1), and SpinningParkingTest (P1, P2).
     */
    private static final long BRIEF_NANOS = 2_000;
    private static final long TRIAL_NANOS = 50_000;
    private static final int TRIES_FROM = 1023; // parks that it skips
    private static final int MAY_SKIP = 8191;
    private static final int LOOKS = 8; // for each one at the clock, which costs more

    private volatile boolean isSpinning;

    // By the fiber
    private short toSkip = 15;
    private short skips = toSkip; // after it has spun in vain: twice that
    private boolean isInvited; // by a partner that was found spinning
    private boolean declines; // as the last time was in vain

    /** For one fiber, which has learnt nothing yet. */
    public SpinningParking() {}

    @Override
    protected final void park(FiberParker fiber, Object blocker) {
        if (toSkip > 0) {
            toSkip--;
            super.park(fiber, blocker);
        } else if (!(blocker instanceof Awaited awaited) || !awaited.isRendezvous()) {
            super.park(fiber, blocker);
        } else {
            spinAndLearn(awaited);
        }
    }

    private void spinAndLearn(Awaited awaited) {
        boolean isThere = spin(awaited, isInvited || skips < TRIES_FROM ? BRIEF_NANOS : TRIAL_NANOS);
        if (isThere) {
            skips >>= 1;
        } else {
            if (!isInvited) {
                skips = (short) Math.min(2 * skips + 1, MAY_SKIP);
            }
            toSkip = (short) (1 + skips); // the first one for what has not come
            declines = isInvited;
        }
        isInvited = false;
    }

    /** Whether it has come meanwhile. In any case the caller has to look at all that it waits for before it parks. */
    final boolean spin(Awaited awaited, long nanos) {
        isSpinning = true;
        boolean isThere = awaited.isThere();
        if (!isThere) {
            long beganNanos = nanoTime();
            do {
                for (int i = 0; i < LOOKS && !isThere; i++) {
                    Thread.onSpinWait();
                    isThere = awaited.isThere();
                }
            } while (!isThere && nanoTime() - beganNanos < nanos);
        }
        isSpinning = false; // I1
        return isThere;
    }

    /** The time, for tests to choose. */
    long nanoTime() {
        return System.nanoTime();
    }

    @Override
    protected final void unpark(FiberParker fiber) {
        VarHandle.fullFence(); // I1, and that of Parker
        if (isSpinning) {
            FiberCore caller = CurrentFiber.get();
            if (caller != null && caller.parking() instanceof SpinningParking its) {
                its.findsPartnerSpinning();
            }
        } else {
            LockSupport.unpark(fiber.thread());
        }
    }

    /** By the fiber. */
    private void findsPartnerSpinning() {
        if (toSkip > 0 && !declines) { // P2
            toSkip = 0;
            isInvited = true;
        }
    }
}
