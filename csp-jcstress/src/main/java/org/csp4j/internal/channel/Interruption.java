package org.csp4j.internal.channel;

import org.csp4j.stress.Uninterrupted.Operation;
import org.jspecify.annotations.Nullable;

/** One actor interrupts another in the middle of its operation, and in nothing else that it does. */
final class Interruption {
    private volatile @Nullable Thread thread;
    private volatile boolean hasEnded;

    /** Runs an operation that is interrupted: what became of it, and of the interrupt. Returns when the other actor has ended. */
    String outcomeOf(String done, Operation<?> operation) {
        thread = Thread.currentThread();
        String outcome;
        try {
            operation.run();
            outcome = done;
        } catch (InterruptedException e) {
            outcome = "interrupted";
        }
        while (!hasEnded) {
            Thread.onSpinWait();
        }
        return Thread.interrupted() ? outcome + " and interrupt kept" : outcome;
    }

    /** Interrupts the operation: the other actor is about to begin with it, or has begun. */
    void interrupt() {
        Thread seen = thread;
        while (seen == null) {
            Thread.onSpinWait();
            seen = thread;
        }
        seen.interrupt();
    }

    void end() {
        hasEnded = true;
    }
}
