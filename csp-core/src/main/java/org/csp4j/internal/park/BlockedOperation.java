package org.csp4j.internal.park;

import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/** A thread that is blocked in one operation on one channel. */
public final class BlockedOperation extends Waiter implements Blocker {
    /** Where a blocked operation waits. */
    public interface Site {
        /** Takes the waiter out of its queue, if nobody has claimed it. */
        boolean withdraw(BlockedOperation waiter);

        /** The name of the channel, for people. */
        String name();
    }

    private final Parker parker = Parker.current();
    private final Site site;
    private final boolean isSender;

    /** A receive, unless it is a send, that waits there. */
    public BlockedOperation(Site site, boolean isSender) {
        this.site = site;
        this.isSender = isSender;
    }

    /**
     * Parks until a peer has completed this waiter. The waiter has been queued at its site.
     *
     * @return the outcome; null if the deadline came first, and then the waiter is withdrawn
     * @throws InterruptedException if an interrupt came first, and then the waiter is withdrawn. An interrupt that comes after
     *     the claim leaves the interrupt status set
     */
    public @Nullable Object await(@Nullable ClockDeadline deadline) throws InterruptedException {
        if (deadline == null) {
            return awaitUntil(null);
        }
        WakeUp wakeUp = new WakeUp(parker);
        deadline.timers().arm(wakeUp, deadline.nanos());
        try {
            return awaitUntil(deadline);
        } finally {
            deadline.timers().cancel(wakeUp);
        }
    }

    private @Nullable Object awaitUntil(@Nullable ClockDeadline deadline) throws InterruptedException {
        boolean isClaimed = false;
        boolean wasInterrupted = false;
        Object outcome;
        while ((outcome = outcome()) == null) {
            parker.park(this);
            if (Thread.interrupted()) {
                if (!isClaimed && site.withdraw(this)) {
                    throw new InterruptedException(waitReason() + " was interrupted");
                }
                isClaimed = true; // too late: the outcome is on its way, and the interrupt is kept (Waiter I1)
                wasInterrupted = true;
            } else if (deadline != null && !isClaimed && deadline.isPast()) {
                if (site.withdraw(this)) {
                    return null;
                }
                isClaimed = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome;
    }

    @Override
    protected Object party() {
        return this;
    }

    @Override
    public boolean isSender() {
        return isSender;
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

    @Override
    public WaitReason waitReason() {
        return new WaitReason(isSender ? WaitReason.Kind.SEND : WaitReason.Kind.RECEIVE, site.name());
    }
}
