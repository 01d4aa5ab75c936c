package org.csp4j.internal.channel;

import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.util.SpinLocked;

/** The lock of a channel. A fiber that finds it held for more than a moment may go to where others run who want it. */
abstract sealed class ChannelLock extends SpinLocked permits ReceiveEnd {
    private int rival; // where the last one ran that had to wait: written under the lock, and read without, as a hint

    @Override
    protected final void lockContended() {
        Parker parker = Parker.ofFiber();
        if (parker == null) {
            super.lockContended();
        } else {
            lockContended(parker);
        }
    }

    private void lockContended(Parker parker) {
        long beganNanos = System.nanoTime();
        long nowNanos = beganNanos;
        for (int tries = 0; !tryLock(); tries++) {
            parker.pauseForLock(tries, rival);
            nowNanos = System.nanoTime();
        }
        rival = parker.place();
        parker.waitedForLock(nowNanos - beganNanos);
    }
}
