package org.csp4j.patterns.pool;

/** A {@link Lease} was used or released after it had ended, or released into another pool than its own; nothing has happened. */
public final class LeaseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LeaseException(String message) {
        super(message);
    }
}
