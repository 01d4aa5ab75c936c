package org.csp4j.internal.park;

import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Awaited;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/** A thread that is blocked in one operation on one channel. */
public sealed class BlockedOperation extends Waiter implements Blocker, LastingWait, Awaited permits BlockedSend {
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
    public final Object await() throws InterruptedException {
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
    public final @Nullable Object await(ClockDeadline deadline) throws InterruptedException {
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
    public final boolean isThere() {
        return outcome() != null;
    }

    @Override
    public final boolean isRendezvous() {
        return queue.site().isRendezvous();
    }

    @Override
    public final WaitReason waitReason() {
        return queue.waitReason();
    }

    /** It is the blocker only where it waits without a deadline; with one, the queue is, and in the moment before the outcome. */
    @Override
    public final @Nullable LastingWait lastingWait() {
        return !queue.site().isDueLater() && outcome() == null ? this : null; // what comes due is an outcome at once
    }

    @Override
    public final boolean isWithin(Home home) {
        return queue.site().isWithin(home);
    }

    @Override
    protected final Object party() {
        return this;
    }

    @Override
    public @Nullable Object item() {
        return null;
    }

    @Override
    public final boolean isSender() {
        return queue.isOfSenders();
    }

    /** To be in the queue is to be claimable: whoever withdraws does so under the same lock. */
    @Override
    public final boolean tryClaim() {
        return true;
    }

    @Override
    public final boolean claimOrMark() {
        return true;
    }

    @Override
    protected final Parker parker() {
        return parker;
    }
}
