package org.csp4j.patterns.pool;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.csp4j.patterns.pool.ResourcePool.Check;
import org.csp4j.patterns.pool.ResourcePool.Closer;
import org.jspecify.annotations.Nullable;

/** What a resource pool was built with; {@link ResourcePoolBuilder} says what each is, and has checked it. */
record PoolSettings<R>(
        String name,
        int size,
        boolean isBounded,
        Callable<? extends R> factory,
        Closer<? super R> closer,
        int minIdle,
        int maxWaiting,
        Duration acquireTimeout,
        long idleNanos,
        long lifetimeNanos,
        double jitter,
        @Nullable Check<? super R> check,
        long checkNanos,
        long firstBackoffNanos,
        long maxBackoffNanos,
        long leakNanos,
        boolean recordsSites,
        @Nullable Consumer<? super LeakReport> onLeak) {
    /** As a time or a length: never. */
    static final long NEVER = Long.MAX_VALUE;

    /** The time at which something is due that takes this long, less some jitter. */
    long due(long now, long nanos) {
        return nanos == NEVER ? NEVER : now + jittered((double) nanos);
    }

    private long jittered(double nanos) {
        return (long) (nanos * (1 - jitter * ThreadLocalRandom.current().nextDouble()));
    }

    /** How long to wait after so many failures in a row: doubled each time up to a maximum, less some jitter. */
    long backoffNanos(int failures) {
        double doubled = firstBackoffNanos * Math.pow(2, failures - 1);
        return jittered(Math.min(doubled, (double) maxBackoffNanos));
    }
}
