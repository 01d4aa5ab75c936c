package org.csp4j.patterns.control;

import java.util.Objects;

/**
 * What was {@linkplain Retry tried} has failed for good, the last time with the {@linkplain #getCause() cause}. What the tries before have
 * thrown is {@linkplain #getSuppressed() suppressed}.
 */
public final class RetriesFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int tries;

    /** For the library: users receive this exception, they do not make it. */
    public RetriesFailedException(String message, int tries, Throwable cause) {
        super(message, cause);
        this.tries = tries;
    }

    /** How often it was tried. */
    public int tries() {
        return tries;
    }

    /** What the last try has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
