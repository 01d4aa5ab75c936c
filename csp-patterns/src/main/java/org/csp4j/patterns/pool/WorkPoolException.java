package org.csp4j.patterns.pool;

import org.jspecify.annotations.Nullable;

/** What a {@link WorkPool} was asked for did not come about. The message names the pool. */
public abstract sealed class WorkPoolException extends RuntimeException
        permits WorkCancelledException, WorkFailedException, WorkRejectedException {
    private static final long serialVersionUID = 1L;

    private final String poolName;

    WorkPoolException(String message, String poolName, @Nullable Throwable cause) {
        super(message, cause);
        this.poolName = poolName;
    }

    /** The name of the pool. */
    public String poolName() {
        return poolName;
    }
}
