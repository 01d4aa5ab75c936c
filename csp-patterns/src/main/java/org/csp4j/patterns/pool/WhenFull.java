package org.csp4j.patterns.pool;

/** What becomes of a job that finds the queue of a {@link Dispatcher} full. */
public enum WhenFull {
    /** Whoever submits waits for room. */
    BLOCK,
    /** It is rejected: {@link DispatcherFullException}. */
    REJECT,
    /** It is stored, and the job that has waited longest in the queue is dropped: a hook is told of it. */
    DROP_OLDEST
}
