package org.csp4j.internal.channel;

import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberParking;
import org.csp4j.internal.util.SpinLocked;
import org.csp4j.internal.util.StackRoom;

/** The lock of a channel. A fiber that finds it held for more than a moment may go to where others run who want it. */
abstract sealed class ChannelLock extends SpinLocked permits ReceiveEnd {
    private int rival; // where the last one ran that had to wait: written under the lock, and read without, as a hint

    /** As {@link #lock()}, where an operation begins. What it does after that, under the lock and later, finds room on the stack. */
    final void enter() {
        StackRoom.check(1);
        lock();
    }

    @Override
    protected final void lockContended() {
        FiberCore fiber = CurrentFiber.get();
        if (fiber == null) {
            super.lockContended();
        } else {
            lockContended(fiber.parking());
        }
    }

    private void lockContended(FiberParking parking) {
        long beganNanos = System.nanoTime();
        long nowNanos = beganNanos;
        for (int tries = 0; !tryLock(); tries++) {
            parking.pauseForLock(tries, rival);
            nowNanos = System.nanoTime();
        }
        rival = parking.place();
        parking.waitedForLock(nowNanos - beganNanos);
    }
}
