package org.csp4j.patterns.pool;

import org.jspecify.annotations.Nullable;

/**
 * A {@link WorkPool} takes no more tasks: it was shut down, or has failed, and then that is the {@linkplain #getCause() cause}. The task was not
 * taken, and never runs.
 */
public final class WorkRejectedException extends WorkPoolException {
    private static final long serialVersionUID = 1L;

    WorkRejectedException(String message, String poolName, @Nullable Throwable cause) {
        super(message, poolName, cause);
    }
}
