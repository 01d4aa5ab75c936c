package org.csp4j.internal.fiber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fiber as who parks. As a Runnable, it is what its thread runs. In the queues of an engine it stands for itself: that it may be able to
 * go on.
 */
public abstract non-sealed class FiberParker extends FiberWord implements Parker, Runnable {
    /*
     *   permit     by the fiber                              by who unparks
     *   NONE       stays, and the fiber parks                -> PERMIT, and sees to it that the fiber runs; or the latter alone
     *              -> PINNED, and its carrier parks
     *   PINNED     -> NONE, when it runs again               -> PERMIT, and unparks the carrier
     *   PERMIT     -> NONE: there is no park                 stays
     *
     * It is for those ways to park that do not use the thread's own; DirectFiberParking has what makes that right.
     * In one byte, and in the fiber, as there may be a million.
     */
    private static final byte NONE = 0;
    private static final byte PINNED = 1;
    private static final byte PERMIT = 2;

    private static final int REGULARLY = 32; // a power of two, so that it does not matter when `parks` overflows

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(FiberParker.class, "permit", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile byte permit;
    private byte parks; // by the fiber: how many, in the bits that are left of that
    private Thread thread; // set before it is started, as is how it parks
    private FiberParking parking;
    private @Nullable Awaited kept; // by the fiber, as is the following
    private @Nullable Awaited keptTurn;

    @SuppressWarnings("NullAway.Init") // by bind()
    protected FiberParker() {}

    /** Binds the fiber to its thread, which has just been made, and says how that parks. */
    public final void bind(Thread newThread, FiberParking newParking) {
        this.thread = newThread;
        this.parking = newParking;
        newParking.bound(newThread);
    }

    @Override
    public final Thread thread() {
        return thread;
    }

    final boolean isOn(Thread which) {
        return thread == which;
    }

    /** How it parks. */
    public final FiberParking parking() {
        return parking;
    }

    /** By the fiber: it is about to park once more; true one time in {@value #REGULARLY}, beginning with as many. */
    public final boolean countPark() {
        return (++parks & REGULARLY - 1) == 0;
    }

    /** By the fiber: what it has waited with, and may wait with again. */
    public final @Nullable Awaited kept() {
        return kept;
    }

    public final void keep(Awaited awaited) {
        kept = awaited;
    }

    /** By the fiber: the turn of a select that it has waited with, and may wait with again. */
    public final @Nullable Awaited keptTurn() {
        return keptTurn;
    }

    public final void keepTurn(Awaited awaited) {
        keptTurn = awaited;
    }

    /** As {@link Parker#park}, by the fiber. */
    public final void park(Object blocker) {
        parking.park(this, blocker);
    }

    // The permit

    /** By the fiber: forgets a permit, in no order with anything else. Not for nothing: who unparks reads what lies beside. */
    public final void forgetPermit() {
        STATE.setOpaque(this, NONE);
    }

    /** By the fiber: whether it has a permit, which is gone then; what follows sees what was written before that was left. */
    public final boolean takePermit() {
        boolean hasPermit = permit == PERMIT;
        if (hasPermit) {
            permit = NONE;
        }
        return hasPermit;
    }

    public final boolean hasPermit() {
        return permit == PERMIT;
    }

    /** By who unparks: leaves a permit, which ends the park of a pinned fiber. True if there was none, and the fiber is not pinned. */
    public final boolean leavePermit() {
        byte before = (byte) STATE.getAndSet(this, PERMIT);
        if (before == PINNED) {
            LockSupport.unpark(thread);
        }
        return before == NONE;
    }

    /** By the fiber: parks its carrier, unless it has a permit. A permit that ends this stays. */
    public final void parkPinned() {
        if (STATE.compareAndSet(this, NONE, PINNED)) {
            while (permit == PINNED && !thread.isInterrupted()) {
                parking.parkCarrier(thread);
            }
            STATE.compareAndSet(this, PINNED, NONE);
        }
    }
}
