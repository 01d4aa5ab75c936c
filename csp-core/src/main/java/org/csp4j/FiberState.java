package org.csp4j;

/** Where a {@link Fiber} is in its life. */
public enum FiberState {
    /** It runs, or can run and waits for a processor. */
    RUNNABLE,
    /** It waits: for a channel, a select, a timer or another fiber, as {@link Fiber#waitReason()} says, or in other code. */
    PARKED,
    /** Its body has returned. */
    DONE,
    /** Its body has thrown. */
    FAILED,
    /** It was cancelled, and ended by that. */
    CANCELLED;

    /** Whether the fiber has ended, however it did. */
    public boolean isEnded() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }
}
