package org.csp4j.examples.snippets;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.Scope;
import org.csp4j.patterns.pool.Holder;
import org.csp4j.patterns.pool.LeakReport;
import org.csp4j.patterns.pool.Lease;
import org.csp4j.patterns.pool.PoolTimeoutException;
import org.csp4j.patterns.pool.ResourcePool;

/** For the guide's page on resource pools, and their Javadoc. */
final class ResourcePoolSnippets {
    // @start region="program"
    /** Runs statements, each in a fiber of its own, over two connections at most; returns how many rows they have changed. */
    static int runAll(String url, List<String> statements) throws InterruptedException {
        int changed = 0;
        try (ResourcePool<Connection> pool = ResourcePool.builder(2, () -> DriverManager.getConnection(url))
                        .name("connections")
                        .bounded()
                        .build();
                Scope scope = Scope.open()) {
            List<Fiber<Integer>> fibers = new ArrayList<>();
            for (String sql : statements) {
                fibers.add(scope.async(() -> run(pool, sql)));
            }
            scope.join();
            for (Fiber<Integer> fiber : fibers) {
                changed += fiber.result();
            }
        } // the connections are closed
        return changed;
    }

    private static int run(ResourcePool<Connection> pool, String sql) throws InterruptedException, SQLException {
        try (Lease<Connection> lease = pool.acquire();
                Statement statement = lease.get().createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
    // @end

    static boolean lease(ResourcePool<Connection> pool) throws InterruptedException {
        // @start region="lease"
        try (Lease<Connection> lease = pool.acquire(Duration.ofSeconds(2))) {
            try {
                return lease.get().isReadOnly();
            } catch (SQLException e) {
                lease.invalidate(); // this connection is not to be used any more
                return true;
            }
        } catch (PoolTimeoutException e) {
            for (Holder holder : e.holders()) {
                System.err.println("held by " + holder);
            }
            return true;
        }
        // @end
    }

    static ResourcePool<Connection> settings(String url, Channel<LeakReport> leaks) {
        // @start region="settings"
        ResourcePool<Connection> pool = ResourcePool.builder(10, () -> DriverManager.getConnection(url))
                .name("connections")
                .bounded()
                .minIdle(2) // made ahead
                .maxWaiting(100)
                .acquireTimeout(Duration.ofSeconds(5))
                .idleTimeout(Duration.ofMinutes(10))
                .maxLifetime(Duration.ofMinutes(30))
                .check(connection -> connection.isValid(1), Duration.ofMinutes(1))
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(10)) // when the database is down
                .leakAfter(Duration.ofMinutes(2))
                .onLeak(leaks::trySend) // as well as to the log
                .build();
        // @end
        return pool;
    }
}
