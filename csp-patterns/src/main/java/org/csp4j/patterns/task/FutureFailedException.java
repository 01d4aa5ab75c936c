package org.csp4j.patterns.task;

import java.util.Objects;

/** A {@link CspFuture} whose value was asked for has failed, with the {@linkplain #getCause() cause}. */
public final class FutureFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public FutureFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What has failed. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
