package org.csp4j.patterns.internal;

import org.csp4j.Fiber;

/** What patterns do with fibers that they have started. */
public final class Fibers {
    private Fibers() {}

    /** Waits until the fiber has ended. If the caller is interrupted, it waits on, and returns with the interrupt status set. */
    public static void join(Fiber<?> fiber) {
        boolean wasInterrupted = false;
        while (true) {
            try {
                fiber.join();
                break;
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
