package org.csp4j.internal.fiber;

/** What a thread parks for, and can look at by itself. */
public interface Awaited {
    /** Whether it is there. By the thread that waits. */
    boolean isThere();

    /** Whether a partner brings it who waits for this thread, too: where others store elements, more of them come while it is parked. */
    boolean isRendezvous();
}
