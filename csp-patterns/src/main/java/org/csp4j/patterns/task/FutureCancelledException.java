package org.csp4j.patterns.task;

import org.jspecify.annotations.Nullable;

/** A {@link CspFuture} whose value was asked for has been cancelled, and has none. */
public final class FutureCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public FutureCancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
