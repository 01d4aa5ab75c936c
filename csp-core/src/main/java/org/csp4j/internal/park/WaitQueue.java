package org.csp4j.internal.park;

import java.util.Objects;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Home;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait on one side of one channel, in the order of their arrival; and what they wait for, as diagnostics see it. Guarded
 * by the channel's lock.
 */
public final class WaitQueue implements Blocker {
    /*
     * A ring linked through the waiters, of which the channel knows the last: so there is one reference to write in an object
     * that is old, which costs a fence with G1, where most often one waiter comes and goes.
     */

    /** Where a queue's waiters wait. */
    public interface Site {
        /** Takes the waiter out of the queue that it is in, if nobody has claimed it; false if it is in none. */
        boolean withdraw(Waiter waiter);

        /** The name of the channel, for people. */
        String name();

        /** Whether it has something for those who wait at some time, without anybody's doing. */
        boolean isDueLater();

        /** Whether elements are handed over, rather than stored. */
        boolean isRendezvous();

        /** Whether it is at home here. */
        boolean isWithin(Home home);
    }

    private final Site site;
    private final WaitReason.Kind kind;
    private @Nullable Waiter last;

    private WaitQueue(Site site, WaitReason.Kind kind) {
        this.site = site;
        this.kind = kind;
    }

    /** Of those who wait to send. */
    public static WaitQueue ofSenders(Site site) {
        return new WaitQueue(site, WaitReason.Kind.SEND);
    }

    /** Of those who wait to receive. */
    public static WaitQueue ofReceivers(Site site) {
        return new WaitQueue(site, WaitReason.Kind.RECEIVE);
    }

    Site site() {
        return site;
    }

    /** Whether who waits here waits to send, rather than to receive. */
    public boolean isOfSenders() {
        return kind == WaitReason.Kind.SEND;
    }

    public boolean isEmpty() {
        return last == null;
    }

    public @Nullable Waiter first() {
        return last == null ? null : last.next;
    }

    /** Who arrived next after this one, which is in the queue. */
    public @Nullable Waiter after(Waiter waiter) {
        return waiter == last ? null : waiter.next;
    }

    /** The waiter must not be in a queue. */
    public void add(Waiter waiter) {
        Waiter before = last;
        if (before == null) {
            waiter.next = waiter;
        } else {
            addBehind(before, waiter);
        }
        last = waiter;
    }

    private static void addBehind(Waiter before, Waiter waiter) {
        Waiter first = Objects.requireNonNull(before.next);
        waiter.next = first;
        waiter.previous = before;
        before.next = waiter;
        first.previous = waiter;
    }

    /** Takes the waiter out, if it is in. It must not be in another queue. */
    public boolean remove(Waiter waiter) {
        Waiter next = waiter.next;
        if (next == null) {
            return false;
        }
        if (next == waiter) {
            last = null;
        } else {
            removeFromAmong(waiter, next);
        }
        waiter.next = null;
        return true;
    }

    private void removeFromAmong(Waiter waiter, Waiter next) {
        Waiter previous = Objects.requireNonNull(waiter.previous);
        previous.next = next;
        next.previous = previous;
        waiter.previous = null;
        if (waiter == last) {
            last = previous;
        }
    }

    @Override
    public WaitReason waitReason() {
        return new WaitReason(kind, site.name());
    }
}
