package org.csp4j.patterns.pool;

/** A {@link ResourcePool} is closed, or was closed while the caller waited for a resource. */
public final class PoolClosedException extends PoolException {
    private static final long serialVersionUID = 1L;

    PoolClosedException(String message, String poolName) {
        super(message, poolName, null);
    }
}
