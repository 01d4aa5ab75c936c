package org.csp4j.internal.park;

import java.util.Objects;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Awaited;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/** A thread that is blocked in one operation on one channel; a fiber uses the same one for all of its operations. */
public final class BlockedOperation extends Waiter implements Blocker, Awaited {
    /*
     * An operation begins, is put into its queue in the same step in which it cannot go on, waits, and ends. If each wait made an object,
     * that would be written to memory that no cache has, where the young generation is larger than the caches. So a fiber keeps
     * this one, and to wait allocates nothing.
     *
     * I1  It is in use from begin() until the owner has seen the end: it has taken the outcome, has withdrawn, or was never queued. Who
     *     finds the fiber's in use makes another, which is kept from then on: code of users has come between, or an error has left it
     *     where it stands, and a peer may still find it there.
     * I2  Once the owner has seen the end, nobody else can find it any more. The peer that gives the outcome has taken it out of the
     *     channel's queue before (Waiter, L1), and then knows nothing of it but the fiber, whose next park it may end for no reason.
     * I3  Diagnostics may look at any time. The number tells one wait from another, and whether it lasts: it says so when the
     *     operation has been queued, and before the thread is PARKED. Who has seen that the thread is PARKED reads the number of the
     *     wait that he has seen, or of a later one. So if he sees the same number of one that lasts twice, the thread has been in that
     *     wait since the first time.
     * P1  The waiter's part is in the fiber's loop (ReceiveEnd, P1), and so has to be short: each reference written there is 140 bytes of
     *     machine code. What the peer can write, the peer writes.
     * P2  HotSpot makes a call that is not tiny a part of its caller only if a quarter of that one's runs or more have made it. The fibers of a
     *     ping-pong wait in each receive and in no send, or the other way round, as it happens to begin; so sends and receives go
     *     through one method, await(Object), in which half of the runs wait in either case.
     * Checked by BlockedOperationTest (I1, I2, I3), and by what Waiter names.
     */
    private static final Object OUTCOME_TO_COME = new Object(); // a blocker

    // The two lowest bits of the number.
    private static final int FREE = 0;
    private static final int BEGUN = 1;
    private static final int LASTS = 2; // it is queued, and waits without a deadline
    private static final int ENDS = 3; // it has waited so, and the end is to be seen

    private final Parker parker;
    private @Nullable WaitQueue queue; // null after the outcome: the owner writes, after the claim the peer
    private @Nullable Object item; // likewise
    private int number; // the owner writes, diagnostics read; four for each operation: FREE and what follows (I1, I3)

    private BlockedOperation(Parker parker) {
        this.parker = parker;
    }

    /**
     * The calling thread begins an operation, and may wait in this queue. Then follows one of the {@code await}, if it was put there, and
     * otherwise {@link #end}.
     *
     * @param item what is sent; null for a receive
     */
    public static BlockedOperation begin(WaitQueue queue, @Nullable Object item) {
        Parker parker = Parker.current();
        BlockedOperation operation = parker instanceof FiberParker fiber ? keptBy(fiber) : new BlockedOperation(parker);
        operation.number += BEGUN;
        operation.queue = queue;
        operation.item = item;
        return operation;
    }

    private static BlockedOperation keptBy(FiberParker fiber) {
        if (fiber.kept() instanceof BlockedOperation operation && operation.is(FREE)) {
            return operation;
        }
        BlockedOperation operation = new BlockedOperation(fiber);
        fiber.keep(operation);
        return operation;
    }

    /** Whether the number says so. */
    private boolean is(int state) {
        return (number & ENDS) == state;
    }

    /** By the owner: the operation has ended without an outcome, and is in no queue. */
    public void end() {
        letGo();
        free();
    }

    private void free() {
        number = (number | ENDS) + 1; // I1
    }

    private void letGo() {
        item = null;
        queue = null;
    }

    @Override
    public void complete(Object outcome) {
        letGo();
        super.complete(outcome);
    }

    /** By the owner: the operation has ended with this outcome. */
    private Object endWith(Object outcome) {
        clearOutcome();
        free();
        return outcome;
    }

    /**
     * What comes of an operation, of which this was found: its outcome; or the operation itself, which has been queued. Then this parks the calling
     * fiber until a peer has completed it, and it ends. All who may have to wait come here (P2).
     *
     * @throws InterruptedException if an interrupt came first, and then the operation is withdrawn. An interrupt that comes after
     *     the claim leaves the interrupt status set
     */
    public static Object await(Object found) throws InterruptedException {
        if (found instanceof BlockedOperation operation) {
            FiberParker fiber = (FiberParker) operation.parker;
            operation.number++; // it LASTS
            if (operation.outcome() == null) {
                try {
                    fiber.parking().park(fiber); // returns at once if interrupted
                } catch (StackOverflowError e) {
                    operation.cannotPark(e);
                }
            }
            return operation.goesOn(fiber);
        }
        return found;
    }

    /** Apart from what precedes the park, as is all that is wanted after it (DirectFiberParking P1). */
    private Object goesOn(FiberParker fiber) throws InterruptedException {
        Object outcome = outcome();
        while (outcome == null) {
            if (Thread.currentThread().isInterrupted()) {
                return interrupted();
            }
            try {
                fiber.parking().park(fiber);
            } catch (StackOverflowError e) {
                cannotPark(e);
            }
            outcome = outcome();
        }
        return endWith(outcome);
    }

    /**
     * There is no room on the stack to copy it from, which LockSupport does with that of a virtual thread. Gives up, and throws this; unless it is
     * too late, and then the outcome is there in a moment.
     */
    private void cannotPark(StackOverflowError e) {
        if (withdraws(queue)) {
            throw e;
        }
    }

    private void park(Object blocker) {
        try {
            Parker.park(parker, blocker);
        } catch (StackOverflowError e) {
            cannotPark(e);
        }
    }

    /** Who is no fiber waits here and now, as in {@link #await(Object)}; for a fiber this returns at once, with this. */
    public Object awaitUnlessFiber() throws InterruptedException {
        if (parker instanceof FiberParker) {
            return this;
        }
        number++; // it LASTS
        return Objects.requireNonNull(awaitUntil(null, this));
    }

    /**
     * As {@link #await(Object)}; null if the deadline came first, and then the waiter is withdrawn.
     *
     * @param blocker what the thread waits for, as diagnostics see it: not this, which lasts
     */
    public @Nullable Object await(ClockDeadline deadline, Blocker blocker) throws InterruptedException {
        WakeUp wakeUp = new WakeUp(parker);
        deadline.timers().arm(wakeUp, deadline.nanos());
        try {
            return awaitUntil(deadline, blocker);
        } finally {
            deadline.timers().cancel(wakeUp);
        }
    }

    private @Nullable Object awaitUntil(@Nullable ClockDeadline deadline, Blocker blocker) throws InterruptedException {
        Object outcome;
        while ((outcome = outcome()) == null) {
            if (Thread.currentThread().isInterrupted()) {
                return interrupted();
            }
            if (deadline != null && deadline.isPast()) { // to arm may take a while, and a nap that consumes the unpark
                return withdraws(queue) ? null : awaitClaimed();
            }
            park(blocker);
        }
        return endWith(outcome);
    }

    private Object interrupted() throws InterruptedException {
        number |= ENDS;
        WaitQueue where = queue;
        if (where != null && withdraws(where)) {
            Thread.interrupted();
            throw new InterruptedException(where.waitReason() + " was interrupted");
        }
        return awaitClaimed();
    }

    /** Gives up, unless it is too late for that; then the operation has ended. */
    private boolean withdraws(@Nullable WaitQueue where) {
        boolean isWithdrawn = where != null && where.site().withdraw(this);
        if (isWithdrawn) {
            end();
        }
        return isWithdrawn;
    }

    /** It is too late to give up: the outcome is on its way (Waiter I1). Whatever interrupts there are, are kept. */
    private Object awaitClaimed() {
        boolean wasInterrupted = false;
        Object outcome;
        while ((outcome = outcome()) == null) {
            wasInterrupted |= Thread.interrupted();
            park(OUTCOME_TO_COME);
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return endWith(outcome);
    }

    @Override
    public boolean isThere() {
        return outcome() != null;
    }

    @Override
    public boolean isRendezvous() {
        WaitQueue seen = queue;
        return seen != null && seen.site().isRendezvous();
    }

    @Override
    public @Nullable WaitReason waitReason() {
        WaitQueue seen = queue;
        return seen != null && is(LASTS) ? seen.waitReason() : null;
    }

    @Override
    public @Nullable LastingWait lastingWait() {
        int seenNumber = number; // I3
        WaitQueue seen = queue;
        if (seen == null || (seenNumber & ENDS) != LASTS || seen.site().isDueLater() || outcome() != null) {
            return null; // what comes due is an outcome at once
        }
        return new Wait(this, seenNumber, seen);
    }

    @Override
    protected Object party() {
        return this;
    }

    @Override
    public @Nullable Object item() {
        return item;
    }

    @Override
    public boolean isSender() {
        WaitQueue seen = queue;
        return seen != null && seen.isOfSenders(); // else it is in no queue
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

    /** One of the waits. */
    private record Wait(BlockedOperation operation, int number, WaitQueue queue) implements LastingWait {
        @Override
        public WaitReason waitReason() {
            return queue.waitReason();
        }

        @Override
        public boolean isWithin(Home home) {
            return queue.site().isWithin(home);
        }
    }
}
