package org.csp4j.internal.runtime;

import java.util.function.BooleanSupplier;

/** Waits that an interrupt does not end, and that keep it. */
final class Uninterruptibly {
    private Uninterruptibly() {}

    /** One wait for what makes the condition true, or may do so. */
    interface Wait {
        void once() throws InterruptedException;
    }

    /** Waits until the condition holds. */
    static void await(BooleanSupplier condition, Wait wait) {
        boolean wasInterrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                wait.once();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
