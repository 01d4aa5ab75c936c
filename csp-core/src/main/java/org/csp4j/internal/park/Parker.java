package org.csp4j.internal.park;

import java.util.concurrent.locks.LockSupport;

/** How a thread parks and is unparked: the one place where waiting meets the engine. */
public final class Parker {
    private Parker() {}

    /**
     * Parks the calling thread until it is unparked or interrupted, or for no reason at all: the caller re-checks what it waits
     * for.
     *
     * @param blocker what the thread waits for, as diagnostics see it
     */
    public static void park(Blocker blocker) {
        LockSupport.park(blocker);
    }

    /** Ends the thread's park, or the next one it begins. */
    public static void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }
}
