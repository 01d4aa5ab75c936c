package org.csp4j;

import java.util.Objects;

/** A fiber whose result was asked for has ended with an exception, which is the {@linkplain #getCause() cause}. */
public final class FiberFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public FiberFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the fiber's body has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
