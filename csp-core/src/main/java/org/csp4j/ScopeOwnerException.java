package org.csp4j;

/** A {@link Scope} was joined or closed by another thread or fiber than the one that has opened it; nothing has happened. */
public final class ScopeOwnerException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public ScopeOwnerException(String message) {
        super(message);
    }
}
