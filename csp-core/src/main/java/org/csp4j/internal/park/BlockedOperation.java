package org.csp4j.internal.park;

import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Awaited;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/** A thread that is blocked in one operation on one channel. */
public final class BlockedOperation extends Waiter implements Blocker, LastingWait, Awaited {
    private final Parker parker = Parker.current();
    private final WaitQueue queue;

    /** An operation of the calling thread, which is to wait in this queue. */
    public BlockedOperation(WaitQueue queue) {
        this.queue = queue;
    }

    /**
     * Parks until a peer has completed this waiter. The waiter has been queued.
     *
     * @throws InterruptedException if an interrupt came first, and then the waiter is withdrawn. An interrupt that comes after
     *     the claim leaves the interrupt status set
     */
    public Object await() throws InterruptedException {
        Object outcome;
        while ((outcome = outcome()) == null) {
            if (Thread.currentThread().isInterrupted()) {
                return interrupted();
            }
            Parker.park(parker, this);
        }
        return outcome;
    }

    /** As {@link #await()}; null if the deadline came first, and then the waiter is withdrawn. */
    public @Nullable Object await(ClockDeadline deadline) throws InterruptedException {
        WakeUp wakeUp = new WakeUp(parker);
        deadline.timers().arm(wakeUp, deadline.nanos());
        try {
            return awaitUntil(deadline);
        } finally {
            deadline.timers().cancel(wakeUp);
        }
    }

    private @Nullable Object awaitUntil(ClockDeadline deadline) throws InterruptedException {
        Object outcome;
        while ((outcome = outcome()) == null) {
            if (Thread.currentThread().isInterrupted()) {
                return interrupted();
            }
            if (deadline.isPast()) { // to arm may take a while, and a nap that consumes the unpark
                return withdraw() ? null : awaitClaimed();
            }
            Parker.park(parker, queue);
        }
        return outcome;
    }

    private Object interrupted() throws InterruptedException {
        if (withdraw()) {
            Thread.interrupted();
            throw new InterruptedException(queue.waitReason() + " was interrupted");
        }
        return awaitClaimed();
    }

    private boolean withdraw() {
        return queue.site().withdraw(this);
    }

    /** It is too late to give up: the outcome is on its way (Waiter I1). Whatever interrupts there are, are kept. */
    private Object awaitClaimed() {
        boolean wasInterrupted = false;
        Object outcome;
        while ((outcome = outcome()) == null) {
            wasInterrupted |= Thread.interrupted();
            Parker.park(parker, queue);
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome;
    }

    @Override
    public boolean isThere() {
        return outcome() != null;
    }

    @Override
    public boolean isRendezvous() {
        return queue.site().isRendezvous();
    }

    @Override
    public WaitReason waitReason() {
        return queue.waitReason();
    }

    /** It is the blocker only where it waits without a deadline; with one, the queue is, and in the moment before the outcome. */
    @Override
    public @Nullable LastingWait lastingWait() {
        return !queue.site().isDueLater() && outcome() == null ? this : null; // what comes due is an outcome at once
    }

    @Override
    public boolean isWithin(Home home) {
        return queue.site().isWithin(home);
    }

    @Override
    protected Object party() {
        return this;
    }

    @Override
    public boolean isSender() {
        return queue.isOfSenders();
    }

    /** To be in the queue is to be claimable: whoever withdraws does so under the same lock. */
    @Override
    public boolean tryClaim() {
        return true;
    }

    @Override
    public boolean claimOrMark() {
        return true;
    }

    @Override
    protected Parker parker() {
        return parker;
    }
}
