package org.csp4j.internal.channel;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.Overflow;
import org.csp4j.ReceiveChannel;
import org.csp4j.SendChannel;
import org.csp4j.Sent;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.park.BlockedOperation;
import org.csp4j.internal.park.WaitQueue;
import org.csp4j.internal.park.Waiter;
import org.csp4j.internal.select.SelectNode;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel that can be sent to: rendezvous, buffered, unbounded, or with an overflow policy. */
public final class LockedChannel<T> extends ReceiveEnd<T> implements Channel<T> {
    /*
     * See ReceiveEnd for the lock, closing, and I1-I3. What senders add:
     *
     * I4  Senders wait only while nothing can be stored. A receive that takes a stored element moves the first waiting
     *     sender's element into the room it has made, so that elements keep the order in which their senders arrived.
     * I5  The store is empty or nobody waits to receive; it is full or nobody waits to send.
     * I6  A select that waits here and is busy elsewhere is told (marked) whenever the channel becomes ready for its case: when
     *     an element is stored, when room is made, when somebody queues on the other side of a rendezvous, on close.
     */
    private static final Logger LOG = LoggerFactory.getLogger(LockedChannel.class);
    private static final Sent.Ok OK = new Sent.Ok();
    private static final Sent.Full FULL = new Sent.Full();
    private static final Sent.TimedOut TIMED_OUT = new Sent.TimedOut();

    private final WaitQueue senders =
            WaitQueue.ofSenders(this); // guarded by the lock, as is everything that is not final
    private final int capacity;
    private final ChannelOptions<T> options;
    private ElementBuffer buffer;
    private long droppedCount;

    /** A channel that stores up to {@code capacity} elements; {@link Integer#MAX_VALUE}: as many as there is memory for. */
    public LockedChannel(@Nullable String name, int capacity, ChannelOptions<T> options) {
        this(name, capacity, options, CurrentFiber.home());
    }

    /** A channel that is not at home where the caller is, but here; null for nowhere. */
    public LockedChannel(@Nullable String name, int capacity, ChannelOptions<T> options, @Nullable Home home) {
        super(name, home);
        this.capacity = capacity;
        this.options = options;
        this.buffer = switch (capacity) {
            case 0 -> Ring.NONE;
            case Integer.MAX_VALUE -> new Chunks();
            default -> new Ring(capacity);
        };
    }

    // Sending

    @Override
    public void send(T element) throws InterruptedException {
        if (BlockedOperation.await(sendOrQueue(element)) instanceof CloseState state) {
            throw state.sendFailure();
        }
    }

    @Override
    public Sent.Eventually sendOrClosed(T element) throws InterruptedException {
        return BlockedOperation.await(sendOrQueue(element)) instanceof CloseState state ? state.sent : OK;
    }

    @Override
    public Sent.Now trySend(T element) {
        Object outcome = trySendNow(Objects.requireNonNull(element, "element"));
        if (outcome == null) {
            return FULL;
        }
        return outcome instanceof CloseState state ? state.sent : OK;
    }

    @Override
    public Sent.Within trySend(T element, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(timeout, "timeout");
        checkInterrupt("send on ");
        Object outcome = trySendNow(element);
        return within(
                outcome != null ? outcome : sendUntil(element, ClockDeadline.after(CurrentFiber.timers(), timeout)));
    }

    @Override
    public Sent.Within trySend(T element, Deadline deadline) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(deadline, "deadline");
        checkInterrupt("send on ");
        Object outcome = trySendNow(element);
        return within(outcome != null ? outcome : sendUntil(element, (ClockDeadline) deadline));
    }

    private static Sent.Within within(@Nullable Object outcome) {
        if (outcome == null) {
            return TIMED_OUT;
        }
        return outcome instanceof CloseState state ? state.sent : OK;
    }

    /** Returns before the caller parks (ReceiveEnd P1), so that its frame does not stay (DirectFiberParking P1). */
    private Object sendOrQueue(T element) throws InterruptedException {
        switch (capacity) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> {}
            case 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 -> {}
            case 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47 -> {}
            case 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 -> {}
            default -> {} // ReceiveEnd P1
        }
        Objects.requireNonNull(element, "element");
        checkInterrupt("send on ");
        // Who is likely to wait enters once, and others twice if they have to.
        BlockedOperation waiter =
                capacity == 0 && receivers.isEmpty() ? BlockedOperation.begin(senders, element) : null;
        Object outcome = putOrQueue(element, waiter);
        if (waiter == null) {
            if (outcome != null) {
                return outcome;
            }
            waiter = BlockedOperation.begin(senders, element);
            outcome = putOrQueue(element, waiter);
        }
        if (outcome == null) {
            return waiter.awaitUnlessFiber();
        }
        waiter.end();
        return outcome;
    }

    private @Nullable Object sendUntil(T element, ClockDeadline deadline) throws InterruptedException {
        if (deadline.isPast()) {
            return null;
        }
        BlockedOperation waiter = BlockedOperation.begin(senders, element);
        Object outcome = putOrQueue(element, waiter);
        if (outcome == null) {
            return waiter.await(deadline, senders);
        }
        waiter.end();
        return outcome;
    }

    @Override
    public @Nullable Object trySendNow(Object element) {
        return putOrQueue(element, null);
    }

    @Override
    public @Nullable Object sendOrArm(SelectNode node) {
        return putOrQueue(Objects.requireNonNull(node.item()), node);
    }

    @Nullable Object putOrQueue(Object element, @Nullable Waiter arriving) {
        if (isAbroad()) {
            Home.sendAbroad();
        }
        Object dropped = null;
        Waiter receiver = null;
        enter();
        Object outcome = closedStateLocked();
        while (outcome == null) {
            // What is stored or queued next makes the channel ready for selects that are busy now (I6).
            receiver = receivers.isEmpty()
                    ? null
                    : claimFirst(receivers, capacity == 0 ? arriving : null, capacity > 0 || arriving != null);
            if (receiver != null || (capacity > 0 && buffer.offer(element))) {
                outcome = SENT;
            } else if (capacity == Integer.MAX_VALUE) {
                outcome = grow();
            } else if (capacity > 0 && options.overflow() != Overflow.WAIT) {
                dropped = overflow(element);
                outcome = SENT;
            } else {
                if (arriving != null) {
                    senders.add(arriving);
                }
                break;
            }
        }
        unlock();
        if (receiver != null) {
            receiver.completeAndUnpark(element);
        } else if (dropped != null) {
            undelivered(dropped);
        }
        return outcome;
    }

    /** Makes room in an unbounded store. What that needs is allocated outside the lock: the channel may be closed after it. */
    private @Nullable CloseState grow() {
        unlock();
        Chunks.Chunk chunk = new Chunks.Chunk();
        lock();
        if (buffer instanceof Chunks chunks) { // it is not after a cancel
            chunks.add(chunk);
        }
        return closedStateLocked();
    }

    /** Under the lock, with the store full: drops one element, and returns it. */
    private Object overflow(Object element) {
        droppedCount++;
        if (options.overflow() == Overflow.DROP_NEWEST) {
            return element;
        }
        Object oldest = Objects.requireNonNull(buffer.poll());
        buffer.offer(element);
        return oldest;
    }

    // Receiving

    @Override
    @Nullable Object takeOrQueue(@Nullable Waiter arriving) {
        Waiter sender = null;
        enter();
        Object element = capacity == 0 ? null : buffer.poll();
        if (!senders.isEmpty() && isOpen()) {
            boolean madeRoom = element != null;
            sender = claimFirst(senders, madeRoom ? null : arriving, madeRoom || arriving != null);
            if (sender != null) {
                Object sent = Objects.requireNonNull(sender.item());
                if (madeRoom) {
                    buffer.offer(sent); // I4
                } else {
                    element = sent;
                }
            }
        }
        Object outcome = element != null ? element : closedStateLocked();
        if (outcome == null && arriving != null) {
            receivers.add(arriving);
        }
        unlock();
        if (sender != null) {
            sender.completeAndUnpark(SENT);
        }
        return outcome;
    }

    @Override
    boolean looksWithoutSender() {
        return capacity == 0 && senders.isEmpty();
    }

    @Override
    public boolean looksReceivable() {
        return buffer.size() > 0 || !senders.isEmpty() || !isOpen();
    }

    @Override
    public boolean looksSendable() {
        return buffer.size() < capacity || !receivers.isEmpty() || options.overflow() != Overflow.WAIT || !isOpen();
    }

    @Override
    int stored() {
        return buffer.size();
    }

    @Override
    WaitQueue senders() {
        return senders;
    }

    // Closing

    @Override
    public boolean close() {
        return closeFor(null);
    }

    @Override
    public boolean close(Throwable cause) {
        return closeFor(Objects.requireNonNull(cause, "cause"));
    }

    @Override
    public boolean isClosed() {
        return closedState() != null;
    }

    @Override
    ElementBuffer detach() {
        ElementBuffer rest = buffer;
        buffer = Ring.NONE;
        return rest;
    }

    @Override
    @Nullable String closer() {
        return options.recordsCloser() ? CurrentFiber.describeCaller() : null;
    }

    @Override
    void closedNow() {
        Runnable listener = options.onClosed();
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    public void undelivered(Object element) {
        Consumer<? super T> hook = options.onUndelivered();
        if (hook != null) {
            tell(hook, element);
        }
    }

    @SuppressWarnings("unchecked") // it was sent here, as a T
    private void tell(Consumer<? super T> hook, Object element) {
        try {
            hook.accept((T) element);
        } catch (Throwable e) {
            LOG.error("the undelivered hook of {} failed; the channel carries on", describe(), e);
        }
    }

    // Diagnostics

    @Override
    public boolean isDueLater() {
        return false;
    }

    @Override
    public boolean isRendezvous() {
        return capacity == 0;
    }

    // Views

    @Override
    public SendChannel<T> sendOnly() {
        return new SendView<>(this);
    }

    @Override
    public ReceiveChannel<T> receiveOnly() {
        return new ReceiveView<>(this);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public long droppedCount() {
        enter();
        long count = droppedCount;
        unlock();
        return count;
    }
}
