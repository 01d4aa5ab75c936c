package org.csp4j.patterns.pool;

import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link WorkPool} has no result, since it was cancelled: by {@link WorkTask#cancel()}, by {@link WorkPool#shutdownNow()}, or since the
 * pool has failed, and then that is the {@linkplain #getCause() cause}.
 */
public final class WorkCancelledException extends WorkPoolException {
    private static final long serialVersionUID = 1L;

    WorkCancelledException(String message, String poolName, @Nullable Throwable cause) {
        super(message, poolName, cause);
    }
}
