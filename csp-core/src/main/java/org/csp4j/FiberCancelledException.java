package org.csp4j;

import org.jspecify.annotations.Nullable;

/**
 * A fiber whose result was asked for has been {@linkplain Fiber#cancel() cancelled}, and has no result. The {@linkplain #getCause() cause}
 * is the failure for which its {@link Scope} was cancelled, or null.
 */
public final class FiberCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public FiberCancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
