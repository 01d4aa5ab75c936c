package org.csp4j.patterns.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The caller has waited for a resource of a {@link ResourcePool} for as long as it was willing to. The message says who holds them; the
 * {@linkplain #getCause() cause} is what the factory has thrown, if that is why there is none.
 */
public final class PoolTimeoutException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final List<Holder> holders;

    PoolTimeoutException(String message, String poolName, List<Holder> holders, @Nullable Throwable cause) {
        super(message, poolName, cause);
        this.holders = List.copyOf(holders);
    }

    /** Who had resources then, longest first. */
    public List<Holder> holders() {
        return holders;
    }
}
