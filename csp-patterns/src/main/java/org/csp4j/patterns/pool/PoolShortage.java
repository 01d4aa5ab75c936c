package org.csp4j.patterns.pool;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pool that had nothing to lend had instead, at one moment. Made under the lock of {@link PoolState}, told after it. */
record PoolShortage(
        String pool,
        List<Holder> holders,
        @Nullable Integer bound,
        int creating,
        int waiting,
        @Nullable Throwable lastFailure) {
    private static final int NAMED_HOLDERS = 8;

    PoolShortage(PoolStock<?> stock, @Nullable Throwable lastFailure) {
        this(
                stock.settings.name(),
                stock.holders(),
                stock.settings.isBounded() ? stock.size : null,
                stock.creating,
                stock.waiting.size(),
                lastFailure);
    }

    PoolTimeoutException timeoutException(Duration waited) {
        StringBuilder text = new StringBuilder("pool '" + pool + "' had no resource to lend within " + waited + ": "
                + holders.size() + (bound == null ? "" : " of " + bound) + " are held, " + creating
                + " are being made, and " + waiting + " others wait");
        if (lastFailure != null) {
            text.append("; the factory has failed: ").append(lastFailure);
        }
        holders.stream()
                .limit(NAMED_HOLDERS)
                .forEach(holder -> text.append("\n    held by ").append(holder));
        if (holders.size() > NAMED_HOLDERS) {
            text.append("\n    and by ").append(holders.size() - NAMED_HOLDERS).append(" more");
        }
        return new PoolTimeoutException(text.toString(), pool, holders, lastFailure);
    }
}
