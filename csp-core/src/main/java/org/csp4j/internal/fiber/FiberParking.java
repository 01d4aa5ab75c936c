package org.csp4j.internal.fiber;

import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.util.Backoff;

/** How fibers park and are unparked: one for all fibers of an engine, or one for each. */
public abstract class FiberParking {
    protected FiberParking() {}

    /** A fiber that parks this way has been bound to its thread, which has just been made. */
    protected void bound(Thread thread) {}

    /** The calling fiber begins an operation that may wait: unparks of earlier ones are forgotten, if that is cheaper than to let them end a park. */
    protected void begins(FiberParker fiber) {}

    /** Parks a fiber, which is the calling thread. See {@link Parker#park}. */
    protected abstract void park(FiberParker fiber, Object blocker);

    /** As {@link #park(FiberParker, Object)}; it waits with what it {@linkplain FiberParker#kept() keeps}, where diagnostics find that. */
    public abstract void park(FiberParker fiber);

    /** Parks the carrier of a fiber that cannot leave it; the fiber's thread is the calling one. LockSupport unparks it. */
    protected void parkCarrier(Thread thread) {
        LockSupport.park();
    }

    /** See {@link Parker#unpark}. */
    protected abstract void unpark(FiberParker fiber);

    /** See {@link Parker#unparkInTurn}. */
    protected void unparkInTurn(FiberParker fiber) {
        unpark(fiber);
    }

    // While the calling fiber waits for a lock that others hold for a moment

    /**
     * Waits for a moment, or goes to where others run who want the lock.
     *
     * @param tries how often it has been tried so far
     * @param rival the {@link #place()} of the last one that had to wait for this lock; 0 if there was none
     */
    public void pauseForLock(int tries, int rival) {
        Backoff.pause(tries);
    }

    /** Where the calling fiber runs: the same number for those that can only run in turn; 0 if that makes no difference. */
    public int place() {
        return 0;
    }

    /** The calling fiber has waited for a lock for so long. */
    public void waitedForLock(long nanos) {}
}
