package org.csp4j.internal.channel;

import java.time.Instant;
import org.csp4j.internal.fiber.CurrentFiber;
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
     * I7  The alarm is armed if and only if the timer is set and somebody waits; or once more, for a moment, where it could not ring for
     *     the lock.
     * I8  A setting that was stopped or replaced leaves nothing behind: what is received is made from `dueNanos` at that moment.
     * I9  What is due goes to who has waited for it, before who asks later. Between the moment and its alarm, who asks finds
     *     others waiting for what is due: it hands over to the first of them, as the alarm would have.
     * Locks nest: the timer's own, then the timer service's. fire() is called under neither.
     * Rejected: a buffer of one that the timer service fills, as in Go before 1.23: a stop or reset then has to race with the
     *     filling, and a timer that nobody refers to lives until it fires.
     * Source: Go 1.23's channel timers, which enter the heap only while a goroutine is blocked on them.
     * Checked by TimerStress (I7, I8).
     */
    private final class Alarm extends TimerNode {
        @Override
        protected void fire(long nowNanos) {
            lock();
            ring();
        }

        @Override
        protected boolean tryFire(long nowNanos) {
            boolean isFree = tryLockForAMoment();
            if (isFree) {
                ring();
            }
            return isFree;
        }
    }

    private final TimerService timers;
    private @Nullable Alarm alarm; // guarded by the lock, as is what follows; made when somebody first waits
    private boolean isSet;
    private long dueNanos;
    private long periodNanos; // 0: it is due once

    TimerChannel(@Nullable String name, TimerService timers) {
        super(name, CurrentFiber.home());
        this.timers = timers;
    }

    final long nowNanos() {
        return timers.clock().nanoTime();
    }

    /**
     * Sets the timer, whatever it was before; tells whether it was still to deliver.
     *
     * @param newPeriodNanos how long after that it is due again; 0 if it is not
     */
    final boolean setTo(long newDueNanos, long newPeriodNanos) {
        enter();
        CloseState state = closedStateLocked();
        boolean wasSet = isSet;
        if (state == null) {
            isSet = true;
            dueNanos = newDueNanos;
            periodNanos = newPeriodNanos;
            setAlarm();
        }
        unlock();
        if (state != null) {
            throw state.failure("reset of ");
        }
        return wasSet;
    }

    /** Keeps the timer from delivering; tells whether it was still to deliver. */
    final boolean unset() {
        enter();
        boolean wasSet = isSet;
        isSet = false;
        setAlarm();
        unlock();
        return wasSet;
    }

    @Override
    final @Nullable Object takeOrQueue(@Nullable Waiter arriving) {
        Waiter served = null;
        Object outcome = null;
        enter();
        boolean isOfOthers = !receivers.isEmpty();
        if (isSet) {
            long now = nowNanos();
            if (dueNanos - now <= 0) {
                served = isOfOthers ? handOver(now, arriving) : null; // I9
                outcome = served == null ? takeDue(now) : null;
            }
        }
        if (outcome == null) {
            outcome = closedStateLocked();
        }
        if (outcome == null && arriving != null) {
            receivers.add(arriving);
            setAlarm();
        } else if (isOfOthers) {
            setAlarm();
        }
        unlock();
        if (served != null) {
            served.unpark();
        }
        return outcome;
    }

    /** Gives what is due to the first of those who wait, who is to be unparked after the lock; null if none can be claimed. */
    private @Nullable Waiter handOver(long now, @Nullable Waiter arriving) {
        Waiter receiver = claimFirst(receivers, arriving, true);
        if (receiver != null) {
            receiver.complete(takeDue(now));
        }
        return receiver;
    }

    private Instant takeDue(long now) {
        Instant due = timers.clock().instantAt(dueNanos);
        if (periodNanos == 0) {
            isSet = false;
        } else {
            long missed = (now - dueNanos) / periodNanos;
            dueNanos += (missed + 1) * periodNanos;
        }
        return due;
    }

    @Override
    void receiverWithdrawn() {
        if (receivers.isEmpty()) {
            setAlarm();
        }
    }

    /** Arms or disarms the alarm, whichever is right now (I7). */
    private void setAlarm() {
        if (isSet && !receivers.isEmpty()) {
            if (alarm == null) {
                alarm = new Alarm();
            }
            timers.arm(alarm, dueNanos);
        } else if (alarm != null) {
            timers.cancel(alarm);
        }
    }

    /** Under the lock, which this releases: the timer service says that the timer is due; hands over to whoever waits, if it is still so. */
    private void ring() {
        Waiter served = null;
        long now = nowNanos();
        if (isSet && isOpen() && dueNanos - now <= 0) {
            served = handOver(now, null);
        }
        setAlarm();
        unlock();
        if (served != null) {
            served.unpark();
        }
    }

    @Override
    public final boolean isDueLater() {
        enter();
        boolean is = isSet;
        unlock();
        return is;
    }

    @Override
    public final boolean isRendezvous() {
        return false;
    }

    @Override
    final boolean looksWithoutSender() {
        return false;
    }

    @Override
    public final boolean looksReceivable() {
        return true; // to know it better is to ask the clock, and that is what receiving does
    }

    @Override
    int stored() {
        return isSet && dueNanos - nowNanos() <= 0 ? 1 : 0;
    }

    @Override
    ElementBuffer detach() {
        Ring rest = new Ring(1);
        if (stored() == 1) {
            rest.offer(takeDue(nowNanos()));
        }
        isSet = false;
        setAlarm();
        return rest;
    }

    @Override
    @Nullable WaitQueue senders() {
        return null;
    }

    @Override
    public final boolean looksSendable() {
        return false;
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
