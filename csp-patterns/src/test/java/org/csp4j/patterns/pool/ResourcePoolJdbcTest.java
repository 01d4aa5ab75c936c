package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A {@link ResourcePool} of connections to a real database. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#eachOnce")
@ExtendWith(NothingIsLeft.class)
class ResourcePoolJdbcTest {
    private static final String URL = "jdbc:h2:mem:pooled;DB_CLOSE_DELAY=-1";
    private static final int USERS = 25;
    private static final int UPDATES = 20;

    private final Set<Connection> connections = Collections.synchronizedSet(new HashSet<>());

    @RegisterExtension
    final Crew crew;

    ResourcePoolJdbcTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(URL);
        connections.add(connection);
        return connection;
    }

    @AfterEach
    void shutDown() throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL);
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown");
        }
    }

    private static int execute(ResourcePool<Connection> pool, String sql) throws Exception {
        try (Lease<Connection> lease = pool.acquire();
                Statement statement = lease.get().createStatement()) {
            return statement.execute(sql) ? 0 : statement.getUpdateCount();
        }
    }

    @Test
    void manyUsersShareTwoConnectionsAndEveryUpdateIsMade() throws Exception {
        ResourcePool<Connection> pool = crew.call(() -> ResourcePool.builder(2, this::connect)
                .bounded()
                .check(connection -> connection.isValid(1), Delays.SHORT)
                .build());
        crew.run(() -> execute(pool, "create table counter as select 0 as n"));
        for (int i = 0; i < USERS; i++) {
            crew.start(() -> {
                for (int j = 0; j < UPDATES; j++) {
                    execute(pool, "update counter set n = n + 1");
                }
            });
        }
        crew.joinAll();
        try (Lease<Connection> lease = crew.call(() -> pool.acquire());
                Statement statement = lease.get().createStatement();
                ResultSet rows = statement.executeQuery("select n from counter")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(USERS * UPDATES);
        }
        assertThat(crew.call(() -> pool.close(Delays.PATIENCE))).isEmpty();
        assertThat(connections).hasSizeLessThanOrEqualTo(2);
        for (Connection connection : connections) {
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void aDatabaseThatRefusesIsTheCauseOfTheTimeout() throws Exception {
        CountDownLatch hasRefused =
                new CountDownLatch(1); // the first time it takes long, as there are classes to be loaded
        ResourcePool<Connection> pool = crew.call(() -> ResourcePool.builder(2, () -> refused(hasRefused))
                .name("missing")
                .bounded()
                .minIdle(1)
                .build());
        try (pool) {
            hasRefused.await();
            assertThatThrownBy(() -> crew.call(() -> pool.acquire(Delays.A_WHILE)))
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("'missing'")
                    .hasCauseInstanceOf(SQLException.class);
        }
    }

    private static Connection refused(CountDownLatch hasRefused) throws SQLException {
        try {
            return DriverManager.getConnection("jdbc:h2:mem:missing;IFEXISTS=TRUE");
        } finally {
            hasRefused.countDown();
        }
    }
}
