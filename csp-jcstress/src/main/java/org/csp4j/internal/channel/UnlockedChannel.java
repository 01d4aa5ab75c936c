package org.csp4j.internal.channel;

import org.jspecify.annotations.Nullable;

/**
 * A channel with room for one element, or for one waiting operation, and without a lock: each step is right, and is seen by others,
 * but nothing keeps these from coming between two steps.
 */
final class UnlockedChannel {
    /** What is told to whoever meets the channel closed. */
    static final Object CLOSED = "closed";

    /** A blocked operation. */
    static final class Waiting {
        volatile @Nullable Object outcome;
    }

    private volatile @Nullable Object stored;
    private volatile @Nullable Waiting receiver;
    private volatile @Nullable Waiting sender;
    private volatile boolean isClosed;

    void queueReceiver(Waiting waiting) {
        receiver = waiting;
    }

    /** A sender that waits with this element. */
    void queueSender(Waiting waiting, Object element) {
        sender = waiting;
        stored = element;
    }

    boolean withdrawReceiver(Waiting waiting) {
        boolean wasQueued = receiver == waiting;
        receiver = null;
        return wasQueued;
    }

    @Nullable Object trySendNow(Object element) {
        if (isClosed) {
            return CLOSED;
        }
        Waiting waiting = receiver;
        if (waiting != null) {
            receiver = null;
            waiting.outcome = element;
            return "sent";
        }
        if (stored != null) {
            return null;
        }
        stored = element;
        return "sent";
    }

    @Nullable Object tryReceiveNow() {
        Object element = stored;
        if (element == null) {
            return isClosed ? CLOSED : null;
        }
        stored = null;
        Waiting waiting = sender;
        if (waiting != null) {
            sender = null;
            waiting.outcome = "sent";
        }
        return element;
    }

    boolean close() {
        if (isClosed) {
            return false;
        }
        isClosed = true;
        Waiting waiting = receiver;
        if (waiting != null) {
            receiver = null;
            waiting.outcome = CLOSED;
        }
        waiting = sender;
        if (waiting != null) {
            sender = null;
            stored = null;
            waiting.outcome = CLOSED;
        }
        return true;
    }

    /** Takes what is stored, and closes. */
    @Nullable Object cancel() {
        Object rest = stored;
        stored = null;
        isClosed = true;
        return rest;
    }
}
