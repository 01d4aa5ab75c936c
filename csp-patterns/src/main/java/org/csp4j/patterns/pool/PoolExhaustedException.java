package org.csp4j.patterns.pool;

/** A {@link ResourcePool} has no resource, and as many wait for one as it lets wait; the caller did not wait. */
public final class PoolExhaustedException extends PoolException {
    private static final long serialVersionUID = 1L;

    PoolExhaustedException(String message, String poolName) {
        super(message, poolName, null);
    }
}
