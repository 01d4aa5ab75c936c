package org.csp4j.patterns.pool;

import org.jspecify.annotations.Nullable;

/** A {@link ResourcePool} has given no resource. Its message names the pool. */
public abstract sealed class PoolException extends RuntimeException
        permits PoolClosedException, PoolCreationException, PoolExhaustedException, PoolTimeoutException {
    private static final long serialVersionUID = 1L;

    private final String poolName;

    PoolException(String message, String poolName, @Nullable Throwable cause) {
        super(message, cause);
        this.poolName = poolName;
    }

    /** The name of the pool. */
    public String poolName() {
        return poolName;
    }
}
