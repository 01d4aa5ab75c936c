package org.csp4j.internal.time;

/**
 * One timer, and at the same time its place in the wheel: a subclass adds what is to happen when the deadline has passed.
 *
 * <p>A node is armed in at most one service (or wheel) at a time. Once it has fired, or was cancelled, it may be armed
 * again, as often as wanted.
 */
public abstract class TimerNode {
    /*
     * I1  A node that is not armed is linked to itself; an armed one stands in exactly one circular list, whose head is
     *     a TimingWheel.Slot. So the links are never null, and a node that was withdrawn holds on to nothing.
     *
     * A node does not know its list. The last one to leave finds the head on both sides, and the head knows which it is.
     * That saves a field: with compressed references a node takes 28 bytes, and 4 more of a subclass fill them up to 32.
     */
    TimerNode prev = this; // guarded by the service's lock, as are the others
    TimerNode next = this;
    long deadlineNanos;

    protected TimerNode() {}

    /**
     * Called once for each arming that was neither cancelled nor replaced by another, after its deadline, without any lock
     * held, by whoever drives the timers. Must be short and must not block: all other timers wait for it. May arm this node
     * or any other.
     *
     * @param nowNanos the time, read just before the call; never before the deadline
     */
    protected abstract void fire(long nowNanos);

    /**
     * As {@link #fire}, by a driver that must not even wait for a lock: false if one is held that this needs. Then it has done nothing, and
     * the node fires a moment later, unless it is armed anew before.
     */
    protected boolean tryFire(long nowNanos) {
        fire(nowNanos);
        return true;
    }

    /**
     * Returns the deadline of the last arming. Only for one who knows that nobody else is arming this node meanwhile, such
     * as {@link #fire} of a node that nobody but itself arms again.
     */
    protected final long deadlineNanos() {
        return deadlineNanos;
    }

    final boolean isLinked() {
        return next != this;
    }
}
