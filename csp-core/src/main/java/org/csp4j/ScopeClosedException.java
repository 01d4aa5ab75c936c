package org.csp4j;

/** A fiber was to be started in a {@link Scope} that has been closed; it was not started. */
public final class ScopeClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public ScopeClosedException(String message) {
        super(message);
    }
}
