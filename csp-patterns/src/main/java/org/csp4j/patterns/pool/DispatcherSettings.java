package org.csp4j.patterns.pool;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** How a dispatcher was built. */
record DispatcherSettings<J>(
        String name,
        Dispatcher.Handler<? super J> handler,
        int minWorkers,
        int maxWorkers,
        int capacity,
        WhenFull whenFull,
        Consumer<? super J> onDropped,
        long growNanos,
        long idleNanos,
        int maxTries,
        long firstBackoffNanos,
        long maxBackoffNanos,
        double jitter,
        Predicate<? super Throwable> isWorthARetry) {
    static final long NEVER = Long.MAX_VALUE;

    /** When a job that waits since then has another worker started. */
    long growAt(long since) {
        return growNanos == NEVER ? NEVER : since + growNanos;
    }

    /** How long a job is left alone that has failed so often. */
    long backoffNanos(int tries) {
        long nanos = firstBackoffNanos;
        for (int i = 1; i < tries && nanos < maxBackoffNanos; i++) {
            nanos = Math.min(maxBackoffNanos, 2 * nanos);
        }
        return (long) (nanos * (1 - jitter * ThreadLocalRandom.current().nextDouble()));
    }
}
