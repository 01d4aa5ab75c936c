package org.csp4j.internal.park;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.csp4j.internal.fiber.Parker;
import org.jspecify.annotations.Nullable;

/** One party that waits on one side of one channel: a blocked operation, or a case of a select. */
public abstract class Waiter {
    /*
     * A waiter stands in a WaitQueue until its peer claims it there or it withdraws itself. All of that happens under the lock
     * of the channel; a select, which stands in several queues at once, has in addition one word for which its peers compete
     * (SelectState). What follows a claim:
     *
     *   1  the peer, still under the lock, takes the waiter out of the queue                   L1
     *   2  reads the item, if the waiter is a sender
     *   3  writes `outcome`
     *   4  and, after the lock, unparks the waiter's thread.
     *
     * I1  A claimed waiter gets exactly one outcome, from the one who claimed it; an unclaimed one gets none.
     * I2  After a claim the waiter does not look at anything but `outcome` until that is there: until then the item is the peer's.
     * E1  What precedes complete() happens-before what follows outcome(): the write releases, the read acquires.
     * Checked by WaiterStress (E1), InterruptStress (I1, I2), CloseStress (I1); for whole operations by PublicationStress, CapacityStress
     *     and SelectStress (E1).
     */
    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(Waiter.class, "outcome", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Of the queue, guarded by the channel's lock.
    @Nullable Waiter next; // null if it is in no queue

    @Nullable Waiter previous;

    private volatile @Nullable Object outcome; // written through OUTCOME (E1)

    protected Waiter() {}

    /** Who waits: the operation, or the select that this is a case of. */
    protected abstract Object party();

    /** Whether both belong to one party, and so never pair with each other. */
    public final boolean isOfSameParty(Waiter other) {
        return party() == other.party();
    }

    /** Whether it waits to send, rather than to receive. */
    public abstract boolean isSender();

    /** Lays hold of this waiter for one outcome. Under the channel's lock, with the waiter in its queue. */
    public abstract boolean tryClaim();

    /**
     * As {@link #tryClaim()}; where that fails because the party is busy, tells it to look at the channel when it is done.
     * Either way the caller takes the waiter out of the queue.
     */
    public abstract boolean claimOrMark();

    /** How the thread that waits parks; only a hint after the outcome is written. */
    protected abstract Parker parker();

    /** What a sender offers; null if it waits to receive. By the peer, after the claim (I2). */
    public abstract @Nullable Object item();

    /** Gives the claimed waiter its outcome: what it receives, or what became of what it sent. */
    public void complete(Object result) {
        OUTCOME.setRelease(this, result); // E1
    }

    /** The outcome, once it is there. */
    public final @Nullable Object outcome() {
        return outcome; // E1
    }

    /** Makes the waiter ready to wait again. Its own thread only, after it has read the outcome. */
    public final void clearOutcome() {
        OUTCOME.set(this, null);
    }

    /** Gives the claimed waiter its outcome, and ends its wait. Not under a lock. */
    public final void completeAndUnpark(Object result) {
        complete(result);
        unpark();
    }

    /** Ends the wait of the waiter's thread. Not under a lock. */
    public void unpark() {
        Parker.unpark(parker());
    }
}
