package org.csp4j.internal.channel;

import org.csp4j.internal.park.BlockedOperation;
import org.csp4j.internal.park.Waiter;

/** Blocked operations of nobody: they stand in a channel's queue, and what becomes of them is to be seen. */
final class Waiters {
    private Waiters() {}

    /** A receive that waits. */
    static Waiter receiver(ReceiveEnd<?> channel) {
        Waiter waiter = BlockedOperation.begin(channel.receivers, null);
        if (channel.takeOrQueue(waiter) != null) {
            throw new AssertionError("there was something to receive");
        }
        return waiter;
    }

    /** A send that waits. */
    static Waiter sender(LockedChannel<?> channel, Object element) {
        Waiter waiter = BlockedOperation.begin(channel.senders(), element);
        if (channel.putOrQueue(element, waiter) != null) {
            throw new AssertionError("there was room, or a receiver");
        }
        return waiter;
    }
}
