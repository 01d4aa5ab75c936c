package org.csp4j;

import java.util.Objects;

/**
 * A {@link Scope} has failed, with the {@linkplain #getCause() cause}: what a fiber has thrown, or what the scope was
 * {@linkplain Scope#cancel(Throwable) cancelled} for. Other failures of its fibers are {@linkplain #getSuppressed() suppressed}, but for
 * those that the cause has caused.
 */
public final class ScopeFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public ScopeFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first failure; {@link java.util.NoSuchElementException} if a quorum has not come about although nothing has failed. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
