package org.csp4j.patterns.task;

import java.util.Objects;

/**
 * A task of an {@link ErrorGroup} has failed, with the {@linkplain #getCause() cause}. Failures that came later are
 * {@linkplain #getSuppressed() suppressed}.
 */
public final class ErrorGroupFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public ErrorGroupFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the task that failed first has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
