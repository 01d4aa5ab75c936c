package org.csp4j.patterns.pool;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a resource of a {@link ResourcePool}.
 *
 * @param name the name of the thread or fiber that has acquired it, or its number, if it has none
 * @param since when it did, by the pool's clock
 * @param heldFor for how long it has held it
 * @param site the line of code that acquired it; null where the pool does not {@linkplain ResourcePoolBuilder#recordSites() record} that
 */
public record Holder(
        String name,
        Instant since,
        Duration heldFor,
        @Nullable String site) {
    /** As {@code 'loader', for 3.2 s, acquired at shop.Orders.load(Orders.java:12)}. */
    @Override
    public String toString() {
        String text = "'" + name + "', for " + heldFor.toMillis() / 1_000.0 + " s";
        return site == null ? text : text + ", acquired at " + site;
    }
}
