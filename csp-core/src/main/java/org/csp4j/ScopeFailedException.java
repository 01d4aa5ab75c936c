package org.csp4j;

import java.util.Objects;

/**
 * A fiber of a {@link Scope} has failed, with the {@linkplain #getCause() cause}, and for that the others were cancelled. Failures that came
 * later are {@linkplain #getSuppressed() suppressed}.
 */
public final class ScopeFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public ScopeFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the body of the fiber that failed first has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
