package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;

/** {@code future}: a query is started before its argument is known, and answered when somebody asks for the result. */
final class Future {
    private record Query(Channel<String> sql, Channel<String> result) {}

    static void main() throws InterruptedException {
        Query query = new Query(chan(1), chan(1));
        execute(query);

        query.sql().send("select * from table");

        IO.println(query.result().receive());
    }

    private static void execute(Query query) {
        go(() -> {
            String sql = query.sql().receive();
            query.result().send("get " + sql);
        });
    }
}
