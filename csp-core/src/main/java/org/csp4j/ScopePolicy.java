package org.csp4j;

/** What a {@link Scope} does when one of its fibers fails. */
public enum ScopePolicy {
    /** It cancels the others, and fails with the failure. */
    FAIL_FAST,
    /** It does nothing: each fiber fails by itself, as outside of scopes. */
    SUPERVISE
}
