package org.csp4j;

import org.jspecify.annotations.Nullable;

/**
 * A fiber whose result was asked for has been {@linkplain Fiber#cancel() cancelled}, and has no result. The {@linkplain #getCause() cause}
 * is what its {@link Scope}, or one around that, was cancelled for; or null.
 */
public final class FiberCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public FiberCancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
