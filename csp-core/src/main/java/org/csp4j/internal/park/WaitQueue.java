package org.csp4j.internal.park;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait on one side of one channel, in the order of their arrival: a list linked through the waiters. Guarded by the
 * channel's lock.
 */
public final class WaitQueue {
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    public boolean isEmpty() {
        return first == null;
    }

    public @Nullable Waiter first() {
        return first;
    }

    /** Who arrived next after this one. */
    public static @Nullable Waiter after(Waiter waiter) {
        return waiter.next;
    }

    /** The waiter must not be in a queue. */
    public void add(Waiter waiter) {
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        waiter.isQueued = true;
    }

    /** Takes the waiter out, if it is in. It must not be in another queue. */
    public boolean remove(Waiter waiter) {
        if (!waiter.isQueued) {
            return false;
        }
        Waiter next = waiter.next;
        Waiter previous = waiter.previous;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        waiter.next = null;
        waiter.previous = null;
        waiter.isQueued = false;
        return true;
    }
}
