package org.csp4j.internal.channel;

import java.time.Instant;
import org.csp4j.internal.park.WaitQueue;
import org.csp4j.internal.park.Waiter;
import org.csp4j.internal.time.TimerNode;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;

/** A channel whose store is the clock: it has an element when a moment has come. */
public abstract sealed class TimerChannel extends ReceiveEnd<Instant> permits OneShotTimer, PeriodicTimer {
    /*
     * Whether the timer is due is a question to the clock, asked when somebody receives. The timer service is told only while
     * somebody waits, and only to hand over to them. See ReceiveEnd for the lock and for I1-I3.
     *
     * I7  The alarm is armed if and only if the timer is set and somebody waits.
     * I8  A setting that was stopped or replaced leaves nothing behind: what is received is made from `dueNanos` at that moment.
     * Locks nest: the timer's own, then the timer service's. fire() is called under neither.
     * Rejected: a buffer of one that the timer service fills, as in Go before 1.23: a stop or reset then has to race with the
     *     filling, and a timer that nobody refers to lives until it fires.
     * Source: Go 1.23's channel timers, which enter the heap only while a goroutine is blocked on them.
     */
    private final class Alarm extends TimerNode {
        @Override
        protected void fire(long nowNanos) {
            ring();
        }
    }

    private static final WaitQueue NO_SENDERS = new WaitQueue();

    private final TimerService timers;
    private @Nullable Alarm alarm; // guarded by the lock, as is what follows; made when somebody first waits
    private boolean isSet;
    private long dueNanos;

    TimerChannel(@Nullable String name, TimerService timers) {
        super(name);
        this.timers = timers;
    }

    /** When the timer is due next, once it has delivered; under the lock. */
    abstract boolean advance(long nowNanos);

    final long nowNanos() {
        return timers.clock().nanoTime();
    }

    final long dueNanos() {
        return dueNanos;
    }

    /** Under the lock. */
    final void dueNanos(long newDueNanos) {
        this.dueNanos = newDueNanos;
    }

    /** Sets the timer, whatever it was before; tells whether it was still to deliver. */
    final boolean setTo(long newDueNanos) {
        lock();
        CloseState state = closedStateLocked();
        boolean wasSet = isSet;
        if (state == null) {
            isSet = true;
            dueNanos = newDueNanos;
            armIfAwaited();
        }
        unlock();
        if (state != null) {
            throw state.failure("reset of ");
        }
        return wasSet;
    }

    /** Keeps the timer from delivering; tells whether it was still to deliver. */
    final boolean unset() {
        lock();
        boolean wasSet = isSet;
        isSet = false;
        disarm();
        unlock();
        return wasSet;
    }

    @Override
    @Nullable Object take(@Nullable Waiter arriving) {
        if (!isSet) {
            return null;
        }
        long now = nowNanos();
        return dueNanos - now <= 0 ? takeDue(now) : null;
    }

    private Instant takeDue(long now) {
        Instant due = timers.clock().instantAt(dueNanos);
        isSet = advance(now);
        return due;
    }

    @Override
    void receiverQueued() {
        armIfAwaited();
    }

    @Override
    void receiverWithdrawn() {
        if (receivers.isEmpty()) {
            disarm();
        }
    }

    private void armIfAwaited() {
        if (isSet && !receivers.isEmpty()) {
            if (alarm == null) {
                alarm = new Alarm();
            }
            timers.arm(alarm, dueNanos);
        }
    }

    private void disarm() {
        if (alarm != null) {
            timers.cancel(alarm);
        }
    }

    /** The timer service says that the timer is due; hands over to whoever waits, if it is still so. */
    private void ring() {
        lock();
        long now = nowNanos();
        if (isSet && isOpen() && dueNanos - now <= 0) {
            Waiter receiver = claimFirst(receivers, null, true);
            if (receiver != null) {
                receiver.complete(takeDue(now));
            }
        }
        armIfAwaited();
        unlockAndWake();
    }

    @Override
    int stored() {
        return isSet && dueNanos - nowNanos() <= 0 ? 1 : 0;
    }

    @Override
    ElementBuffer detach() {
        Ring rest = new Ring(1);
        Object due = take(null);
        if (due != null) {
            rest.offer(due);
        }
        isSet = false;
        disarm();
        return rest;
    }

    @Override
    WaitQueue senders() {
        return NO_SENDERS;
    }

    @Override
    public final @Nullable Object trySendNow(Object element) {
        throw new AssertionError("a timer cannot be sent to");
    }

    @Override
    public final @Nullable Object sendOrArm(org.csp4j.internal.select.SelectNode node) {
        throw new AssertionError("a timer cannot be sent to");
    }

    @Override
    public final int capacity() {
        return 1;
    }
}
