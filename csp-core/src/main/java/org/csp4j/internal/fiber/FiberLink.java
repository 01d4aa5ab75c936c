package org.csp4j.internal.fiber;

import org.jspecify.annotations.Nullable;

/** A place in a {@link FiberList}: of a fiber, of a nested group, the list's two ends in one, or where somebody's iteration stands. */
class FiberLink {
    // Guarded by the lock of the list that the link is in; itself while it is in none, so that it keeps no other fiber
    // alive.
    private FiberLink next = this;
    private FiberLink previous = this;

    /** Whose place it is; null if it is not a fiber's. */
    @Nullable FiberCore fiber() {
        return null;
    }

    /** What group is nested here; null if none is. */
    @Nullable FiberGroup nested() {
        return null;
    }

    final FiberLink next() {
        return next;
    }

    /** Puts this link, which is in no list, behind another. */
    final void insertAfter(FiberLink before) {
        FiberLink after = before.next;
        next = after;
        previous = before;
        after.previous = this;
        before.next = this;
    }

    /** Takes this link out of its list. */
    final void unlink() {
        previous.next = next;
        next.previous = previous;
        next = this;
        previous = this;
    }
}
