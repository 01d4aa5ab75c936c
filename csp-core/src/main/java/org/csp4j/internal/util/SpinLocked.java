package org.csp4j.internal.util;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An object with a very short lock of its own: one word, taken by CAS.
 *
 * <p>For critical sections of some ten instructions that neither allocate, nor park, nor call user code. Not reentrant, and
 * not fair. A thread that finds the lock held backs off as {@link Backoff} says.
 */
public abstract class SpinLocked {
    /*
     * E1  unlock() releases, lock() acquires: what is done under the lock happens-before what is done under it next.
     * P   Blocking, with a bounded number of spins: a holder that has lost its processor costs the others a nap each.
     * P1  A fiber that waits for a lock leaves its carrier after a moment. If it holds another one meanwhile, that is held until it runs
     *     again. So where such a lock is wanted by a carrier itself, it must not wait for it: the fiber may be in its own queue.
     * P2  Nothing here looks whether there is room on the stack to leave the lock again: who begins an operation does (StackRoom).
     * Rejected: ReentrantLock. Uncontended it costs about as much as the whole of a channel operation, and a virtual
     *     thread that meets it held parks, where the section that it waits for is shorter than the parking.
     * Rejected: synchronized, for the same reasons; and a queue lock (MCS), which hands over to a waiter that may itself
     *     have lost its processor.
     * Checked by SpinLockedStress (E1).
     */
    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(SpinLocked.class, "locked", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through LOCKED only
    private int locked; // 0 free, 1 held (E1)

    protected SpinLocked() {}

    protected final void lock() {
        if (!LOCKED.weakCompareAndSetAcquire(this, 0, 1)) {
            lockContended();
        }
    }

    /** Takes the lock, if that is free. */
    protected final boolean tryLock() {
        return (int) LOCKED.getOpaque(this) == 0 && LOCKED.weakCompareAndSetAcquire(this, 0, 1);
    }

    /** Takes the lock, if that is free within a moment. */
    protected final boolean tryLockForAMoment() {
        boolean isTaken = tryLock();
        for (int tries = 0; !isTaken && tries < Backoff.SPINS; tries++) {
            Thread.onSpinWait();
            isTaken = tryLock();
        }
        return isTaken;
    }

    protected final void unlock() {
        LOCKED.setRelease(this, 0);
    }

    /** Takes the lock, which was found held. */
    protected void lockContended() {
        for (int tries = 0; !tryLock(); tries++) {
            Backoff.pause(tries);
        }
    }
}
