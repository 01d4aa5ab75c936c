package org.csp4j;

import java.util.List;

/**
 * A {@link Scope} had fibers left at its deadline, and has cancelled them. Failures of its fibers are
 * {@linkplain #getSuppressed() suppressed}.
 */
public final class ScopeTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String scopeName;
    private final List<String> fibersLeft;

    /** For the library: users receive this exception, they do not make it. */
    public ScopeTimeoutException(String message, String scopeName, List<String> fibersLeft) {
        super(message);
        this.scopeName = scopeName;
        this.fibersLeft = List.copyOf(fibersLeft);
    }

    /** The name of the scope whose deadline it was: the one that has timed out, or one that it was opened in. */
    public String scopeName() {
        return scopeName;
    }

    /** The names of the fibers that had not ended. */
    public List<String> fibersLeft() {
        return fibersLeft;
    }
}
