package org.csp4j.patterns.pool;

import java.util.Objects;

/** The factory of a {@link ResourcePool} has failed to make a resource, with the {@linkplain #getCause() cause}. */
public final class PoolCreationException extends PoolException {
    private static final long serialVersionUID = 1L;

    PoolCreationException(String message, String poolName, Throwable cause) {
        super(message, poolName, cause);
    }

    /** What the factory has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
