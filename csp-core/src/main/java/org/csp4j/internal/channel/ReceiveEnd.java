package org.csp4j.internal.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.csp4j.Deadline;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.park.BlockedOperation;
import org.csp4j.internal.park.WaitQueue;
import org.csp4j.internal.park.Waiter;
import org.csp4j.internal.select.SelectNode;
import org.csp4j.internal.select.Selectable;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/** What every channel has: those who wait to receive, the forms of receiving, closing and cancelling. */
public abstract sealed class ReceiveEnd<T> extends ChannelLock implements ReceiveChannel<T>, Selectable
        permits LockedChannel, TimerChannel {
    /*
     * One short lock guards everything. An operation that cannot go on is queued under the lock in which it found that out, so
     * nothing comes between; whoever makes it possible later claims it there (see Waiter), and so completes both at once.
     *
     * I1  Receivers wait only while nothing can be received; an element that comes is handed over rather than stored.
     * I2  One critical section claims at most one waiter, which is woken after the lock.
     * I3  Once closed, nobody is queued any more, and who is queued is completed with the close state, and no other way.
     * L1  An operation that goes on at once takes effect in its critical section; one that waited, in that of its peer.
     * L2  A close takes effect when it writes `closed`; waking those who wait follows, one critical section each, so
     *     that nobody else has to wait until a million are woken.
     * E1  SpinLocked E1 for everything that is stored; Waiter E1 for what is handed over.
     * P   Blocking in the sense of SpinLocked P; no operation but close() and cancel() takes time that grows.
     * P1  A fiber that goes on returns from each frame that it has parked in, and the processor foresees none of these returns: what it
     *     remembers are the calls of the fiber before. So of those frames there is to be one only, that of the fiber's loop. HotSpot
     *     makes a call part of that if it is short; so what comes before the park is in a method that is never made part of
     *     its callers, for being long: of more than 325 bytes of byte code. A switch that does nothing makes up for what is missing, and is
     *     no instruction of the machine. See docs/adr/0026-one-frame-to-return-to.md.
     * Rejected: see docs/adr/0001-short-lock.md.
     * Checked by CloseStress (I3, L1, L2), CancelStress (L1, L2), InterruptStress (I2), CapacityStress (L1, E1), PublicationStress
     *     (L2, E1).
     */
    static final Object SENT = new Sentinel("sent");

    private static final Received.Empty<?> EMPTY = new Received.Empty<>();
    private static final Received.TimedOut<?> TIMED_OUT = new Received.TimedOut<>();

    private record Sentinel(String name) {}

    final WaitQueue receivers = WaitQueue.ofReceivers(this); // guarded by the lock
    private final @Nullable String name;
    private final @Nullable Home home;
    private @Nullable CloseState closed; // guarded by the lock

    ReceiveEnd(@Nullable String name, @Nullable Home home) {
        this.name = name;
        this.home = home;
    }

    // What the kinds of channels add.

    /**
     * Takes an element, if there is one. If not, and the channel is not closed, queues who asks.
     *
     * @param arriving who is queued; null if nobody is
     * @return the element, or the close state; null if there is neither
     */
    abstract @Nullable Object takeOrQueue(@Nullable Waiter arriving);

    /** Whether who receives is likely to wait, since it is a rendezvous and nobody waits to send: a guess. */
    abstract boolean looksWithoutSender();

    // All of the following is called under the lock.

    /** How many elements are stored. */
    abstract int stored();

    /** Empties the store, for a cancel. */
    abstract ElementBuffer detach();

    /** Somebody has given up waiting to receive. */
    void receiverWithdrawn() {}

    /** Those who wait to send; null where nobody can. */
    abstract @Nullable WaitQueue senders();

    // Receiving

    @Override
    public final T receive() throws InterruptedException {
        return element(BlockedOperation.await(receiveOrQueue()));
    }

    @Override
    @SuppressWarnings("unchecked") // a close state answers for any T
    public final Received.Eventually<T> receiveOrClosed() throws InterruptedException {
        Object outcome = BlockedOperation.await(receiveOrQueue());
        return outcome instanceof CloseState state
                ? (Received.Closed<T>) state.received
                : new Received.Value<>((T) outcome);
    }

    @Override
    @SuppressWarnings("unchecked")
    public final Received.Now<T> tryReceive() {
        Object outcome = tryReceiveNow();
        if (outcome == null) {
            return (Received.Empty<T>) EMPTY;
        }
        return outcome instanceof CloseState state
                ? (Received.Closed<T>) state.received
                : new Received.Value<>((T) outcome);
    }

    @Override
    public final Received.Within<T> tryReceive(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        checkInterrupt("receive from ");
        Object outcome = tryReceiveNow();
        return within(outcome != null ? outcome : receiveUntil(ClockDeadline.after(CurrentFiber.timers(), timeout)));
    }

    @Override
    public final Received.Within<T> tryReceive(Deadline deadline) throws InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        checkInterrupt("receive from ");
        Object outcome = tryReceiveNow();
        return within(outcome != null ? outcome : receiveUntil((ClockDeadline) deadline));
    }

    @SuppressWarnings("unchecked")
    private Received.Within<T> within(@Nullable Object outcome) {
        if (outcome == null) {
            return (Received.TimedOut<T>) TIMED_OUT;
        }
        return outcome instanceof CloseState state
                ? (Received.Closed<T>) state.received
                : new Received.Value<>((T) outcome);
    }

    @SuppressWarnings("unchecked") // nothing but elements of T is sent
    private T element(Object outcome) {
        if (outcome instanceof CloseState state) {
            throw state.receiveFailure();
        }
        return (T) outcome;
    }

    /** Returns before the caller parks (P1), so that its frame does not stay (DirectFiberParking P1). */
    private Object receiveOrQueue() throws InterruptedException {
        switch (capacity()) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> {}
            case 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 -> {}
            case 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47 -> {}
            case 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 -> {}
            default -> {} // P1
        }
        checkInterrupt("receive from ");
        // Who is likely to wait enters once, and others twice if they have to.
        BlockedOperation waiter = looksWithoutSender() ? BlockedOperation.begin(receivers, null) : null;
        Object outcome = takeOrQueue(waiter);
        if (waiter == null) {
            if (outcome != null) {
                return outcome;
            }
            waiter = BlockedOperation.begin(receivers, null);
            outcome = takeOrQueue(waiter);
        }
        if (outcome == null) {
            return waiter.awaitUnlessFiber();
        }
        waiter.end();
        return outcome;
    }

    private @Nullable Object receiveUntil(ClockDeadline deadline) throws InterruptedException {
        if (deadline.isPast()) {
            return null;
        }
        BlockedOperation waiter = BlockedOperation.begin(receivers, null);
        Object outcome = takeOrQueue(waiter);
        if (outcome == null) {
            return waiter.await(deadline, receivers);
        }
        waiter.end();
        return outcome;
    }

    @Override
    public final @Nullable Object tryReceiveNow() {
        return takeOrQueue(null);
    }

    @Override
    public final @Nullable Object receiveOrArm(SelectNode node) {
        return takeOrQueue(node);
    }

    @Override
    public final List<T> receiveBatch(int max) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException("max " + max + " is less than 1");
        }
        List<T> batch = new ArrayList<>(Math.min(max, 16));
        batch.add(receive());
        drainTo(batch, max - 1);
        return batch;
    }

    @Override
    public final int drainTo(Collection<? super T> sink, int max) {
        Objects.requireNonNull(sink, "sink");
        if (max < 0) {
            throw new IllegalArgumentException("max " + max + " is negative");
        }
        int moved = 0;
        while (moved < max) {
            Object outcome = tryReceiveNow();
            if (outcome == null || outcome instanceof CloseState) {
                break;
            }
            T element = element(outcome);
            try {
                sink.add(element);
            } catch (Throwable e) {
                undelivered(element);
                throw e;
            }
            moved++;
        }
        return moved;
    }

    /** An element has left the channel, or was on its way to it, and reaches nobody. Not under the lock. */
    public void undelivered(Object element) {}

    // Closing

    @Override
    public final List<T> cancel() {
        return cancelFor(null);
    }

    @Override
    public final List<T> cancel(Throwable cause) {
        return cancelFor(Objects.requireNonNull(cause, "cause"));
    }

    @SuppressWarnings("unchecked") // nothing but elements of T is stored
    private List<T> cancelFor(@Nullable Throwable cause) {
        ElementBuffer rest = closeAs(new CloseState(this, true, cause, closer()), true);
        List<T> elements = new ArrayList<>(rest.size());
        for (Object element = rest.poll(); element != null; element = rest.poll()) {
            elements.add((T) element);
        }
        return elements;
    }

    /** Closes the channel, unless it is closed already; tells whether this call did. */
    final boolean closeFor(@Nullable Throwable cause) {
        CloseState state = new CloseState(this, false, cause, closer());
        closeAs(state, false);
        return closedState() == state;
    }

    private ElementBuffer closeAs(CloseState state, boolean detaches) {
        enter();
        boolean isFirst = closed == null;
        if (isFirst) {
            closed = state; // L2
        }
        ElementBuffer rest = detaches ? detach() : Ring.NONE;
        unlock();
        if (isFirst) {
            while (wakeOne(receivers, state) || wakeOne(senders(), state)) {
                // one critical section each (L2)
            }
            closedNow();
        }
        return rest;
    }

    /** Completes one of those who wait with the close state; tells whether there was one. */
    private boolean wakeOne(@Nullable WaitQueue queue, CloseState state) {
        if (queue == null) {
            return false;
        }
        lock();
        Waiter waiter = queue.first();
        Waiter claimed = waiter != null && waiter.claimOrMark() ? waiter : null;
        if (waiter != null) {
            queue.remove(waiter);
        }
        unlock();
        if (claimed != null) {
            claimed.completeAndUnpark(state);
        }
        return waiter != null;
    }

    /** Who is closing the channel, where that is to be known. */
    @Nullable String closer() {
        return null;
    }

    /** The channel was closed, and everybody who waited has been told. Not under the lock. */
    void closedNow() {}

    // For the kinds of channels

    /** Under the lock; without it, a guess. */
    final boolean isOpen() {
        return closed == null;
    }

    /** Why the channel is closed, if it is. */
    final @Nullable CloseState closedState() {
        enter();
        CloseState state = closed;
        unlock();
        return state;
    }

    /** Why the channel is closed, if it is. Under the lock. */
    final @Nullable CloseState closedStateLocked() {
        return closed;
    }

    /**
     * Under the lock: takes the first of those who wait in a queue and can be claimed out of it.
     *
     * @param arriving who will be queued on the other side, and must not be paired with itself; null if nobody will
     * @param marks whether selects that cannot be claimed, because they are busy, are taken out too, and told to look again
     * @return who was claimed, and is to be completed
     */
    final @Nullable Waiter claimFirst(WaitQueue queue, @Nullable Waiter arriving, boolean marks) {
        Waiter next;
        for (Waiter waiter = queue.first(); waiter != null; waiter = next) {
            next = queue.after(waiter);
            if (arriving != null && waiter.isOfSameParty(arriving)) {
                continue;
            }
            boolean isClaimed = marks ? waiter.claimOrMark() : waiter.tryClaim();
            if (isClaimed || marks) {
                queue.remove(waiter);
            }
            if (isClaimed) {
                return waiter;
            }
        }
        return null;
    }

    final void checkInterrupt(String operation) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(operation + describe() + " began interrupted");
        }
    }

    @Override
    public final boolean withdraw(Waiter waiter) {
        boolean isSender = waiter.isSender();
        lock();
        WaitQueue queue = isSender ? Objects.requireNonNull(senders()) : receivers;
        boolean wasQueued = queue.remove(waiter);
        if (wasQueued && !isSender) {
            receiverWithdrawn();
        }
        unlock();
        return wasQueued;
    }

    // Looking

    /** Whether it is at home nowhere. */
    final boolean isAbroad() {
        return home == null;
    }

    @Override
    public final boolean isWithin(Home that) {
        return home != null && home.isWithin(that);
    }

    @Override
    public final boolean isDrained() {
        enter();
        boolean isDrained = closed != null && stored() == 0;
        unlock();
        return isDrained;
    }

    @Override
    public final int size() {
        enter();
        int size = stored();
        unlock();
        return size;
    }

    @Override
    public final String name() {
        return name != null ? name : "channel@" + Integer.toHexString(System.identityHashCode(this));
    }

    /** The channel in a sentence. */
    final String describe() {
        return name != null ? "channel '" + name + "'" : name();
    }

    @Override
    public String toString() {
        return describe();
    }
}
