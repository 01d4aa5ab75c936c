package org.csp4j;

/** What becomes of the fibers that remain when the main of a {@linkplain Csp#run(Remaining, Action) run} has returned. */
public enum Remaining {
    /** They are {@linkplain Fiber#cancel() cancelled}, and waited for. So are those that they still start, which never begin. */
    CANCEL,
    /** They are waited for, and so are those that they start, until none is left. */
    AWAIT
}
