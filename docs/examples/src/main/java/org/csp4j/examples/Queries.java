package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.csp4j.Scope;
import org.csp4j.patterns.pool.Lease;
import org.csp4j.patterns.pool.ResourcePool;
import org.csp4j.patterns.pool.ResourcePoolStats;

/** {@code pool}: 25 fibers share 2 connections to a database that is part of the program. Go in Action, "Pooling". */
final class Queries {
    private static final String DATABASE = "jdbc:h2:mem:tour;DB_CLOSE_DELAY=-1";
    private static final int FIBERS = 25;
    private static final int CONNECTIONS = 2;
    private static final int LONGEST_MILLIS = 50;

    static void main() throws InterruptedException {
        ResourcePool<Connection> pool = ResourcePool.builder(CONNECTIONS, () -> DriverManager.getConnection(DATABASE))
                .name("connections")
                .bounded()
                .build();
        try (pool;
                Scope scope = Scope.open()) {
            for (int i = 0; i < FIBERS; i++) {
                int query = i;
                scope.go(() -> perform(query, pool));
            }
            scope.join();
        }
        ResourcePoolStats stats = pool.stats();
        IO.println("created " + stats.created() + ", reused " + stats.reused() + ", closed " + stats.closed());
    }

    private static void perform(int query, ResourcePool<Connection> pool) throws Exception {
        try (Lease<Connection> lease = pool.acquire();
                Statement statement = lease.get().createStatement();
                ResultSet rows = statement.executeQuery("select " + query + " * " + query + ", session_id()")) {
            rows.next();
            sleep(Duration.ofMillis(1 + ThreadLocalRandom.current().nextInt(LONGEST_MILLIS))); // as a slow query would
            IO.println("query " + query + ": " + rows.getInt(1) + ", over connection " + rows.getInt(2));
        }
    }
}
