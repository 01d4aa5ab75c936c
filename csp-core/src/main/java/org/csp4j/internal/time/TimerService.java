package org.csp4j.internal.time;

/**
 * What fires timers. All methods may be called from any thread, none of them blocks, and none costs more the more timers
 * are armed.
 *
 * <p>What precedes {@link #arm} happens-before the node's {@link TimerNode#fire} for that arming. A timer never fires before
 * its deadline, and as a rule within some 100 microseconds after it.
 */
public interface TimerService {
    /** Returns the clock whose {@link Clock#nanoTime} the deadlines are meant in. */
    Clock clock();

    /**
     * Arms a node: it is to fire once, when the clock has reached the deadline. If it is armed already, the new deadline
     * replaces the old one, and the old arming neither fires nor can be cancelled any more. If it is just about to fire, that
     * firing goes on, and this is a new arming.
     *
     * @param deadlineNanos at most {@code Long.MAX_VALUE} after now, which never comes; it may have passed
     * @throws IllegalStateException if the service is closed
     */
    void arm(TimerNode node, long deadlineNanos);

    /**
     * Withdraws a node. For each arming exactly one happens: a cancel returns true, or it fires, or another arming replaces it
     * (or nothing, where the service was closed).
     *
     * @return true if the node was armed and now will not fire; false if it was not armed, has fired, or is about to
     */
    boolean cancel(TimerNode node);

    /** Returns how many nodes are armed; stale as soon as it is known, unless nobody else uses the service. */
    int armed();
}
