package org.csp4j.internal.fiber;

import org.jspecify.annotations.Nullable;

/**
 * Fibers that belong together, of whatever schedulers: each from before its thread is started until it has ended, and left the
 * registry of its scheduler.
 */
public abstract class FiberGroup extends FiberList {
    /*
     * I1  Once the group is cancelled, every fiber of it has been asked to end or is about to be: one that entered before stands in
     *     the list when the iteration begins, one that enters later reads isCancelled under the same lock.
     * I2  A fiber leaves after its state is final. Who finds the group empty knows that all have ended, their threads too.
     * I3  A group that only its own fibers start fibers in stays empty once it is: who starts one lives, and is counted. Others are
     *     empty for good only once they are closed, which they can be while they are empty.
     * E1  What a fiber did before it left happens-before emptied(), by the lock.
     * Rejected: the 16 shards of FiberRegistry. A group is made for each run, and most have few fibers.
     */
    private long live; // under the lock, as is what follows
    private boolean isCancelled;
    private boolean isClosed;

    /** The last fiber has left; called by its thread, outside of the lock. */
    protected abstract void emptied();

    /** What to throw when a fiber is to be started in a group that is closed. */
    protected abstract RuntimeException refusal();

    /** A fiber fails; called in it, before it ends. False if its failure goes where failures go outside of groups. */
    public boolean takeFailure(Throwable failure) {
        return false;
    }

    /** Why the group was cancelled, if that was for a failure. */
    public @Nullable Throwable cancellationCause() {
        return null;
    }

    /** A fiber is about to be started: cancels it if the group is cancelled, and then it never begins. */
    final void enter(Membership membership) {
        lock();
        if (isClosed) {
            unlock();
            throw refusal();
        }
        add(membership);
        live++;
        boolean isTooLate = isCancelled;
        unlock();
        if (isTooLate) {
            membership.fiber().cancel();
        }
    }

    final void leave(Membership membership) {
        lock();
        membership.unlink();
        boolean isEmpty = --live == 0;
        unlock();
        if (isEmpty) {
            emptied();
        }
    }

    /** Whether no fiber is here: for one that starts none meanwhile. */
    protected final boolean isEmpty() {
        lock();
        boolean is = live == 0;
        unlock();
        return is;
    }

    /** Keeps fibers from entering, if none is here. */
    protected final boolean closeIfEmpty() {
        lock();
        isClosed |= live == 0;
        boolean is = isClosed;
        unlock();
        return is;
    }

    /** Asks all fibers to end: those that are here, and those that will be started. Can be repeated. */
    public final void cancel() {
        lock();
        isCancelled = true;
        unlock();
        forEach(FiberCore::cancel); // I1
    }
}
