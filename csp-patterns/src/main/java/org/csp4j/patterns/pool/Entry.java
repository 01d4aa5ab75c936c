package org.csp4j.patterns.pool;

import java.util.concurrent.atomic.AtomicBoolean;

/** A resource of a pool. */
final class Entry<R> {
    final R resource;
    final long diesAt;
    boolean isUsed; // somebody has acquired it; guarded by the pool's lock, as is what follows
    long idleUntil;
    long checkAt;
    private final AtomicBoolean isClosing = new AtomicBoolean();

    Entry(R resource, long diesAt) {
        this.resource = resource;
        this.diesAt = diesAt;
    }

    /** Whether the caller is the one to close it: true once. */
    boolean claimClosing() {
        return isClosing.compareAndSet(false, true);
    }
}
