package org.csp4j.internal.fiber;

import java.util.concurrent.atomic.AtomicBoolean;

/** An outcome that a thread waits for, written and read as a {@code Waiter} does. */
public final class Letter implements Awaited {
    private final AtomicBoolean isThere = new AtomicBoolean();

    /** By the peer. */
    public void putRelease() {
        isThere.setRelease(true);
    }

    @Override
    public boolean isThere() {
        return isThere.getAcquire();
    }

    @Override
    public boolean isRendezvous() {
        return true;
    }
}
