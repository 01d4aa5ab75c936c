package org.csp4j.examples;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.csp4j.Scope;
import org.csp4j.patterns.pool.WorkPool;

/** {@code work}: 500 fibers have their names printed by 2 workers. Go in Action, "Work". */
final class Work {
    private static final List<String> NAMES = List.of("steve", "bob", "mary", "therese", "jason");
    private static final int ROUNDS = 100;
    private static final int WORKERS = 2;

    static void main() throws InterruptedException {
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        try (WorkPool pool = WorkPool.builder(WORKERS).name("printers").build();
                Scope scope = Scope.open()) {
            for (int i = 0; i < ROUNDS; i++) {
                for (String name : NAMES) {
                    scope.go(() -> pool.run(() -> {
                        IO.println(name);
                        counts.merge(name, 1, Integer::sum);
                    }));
                }
            }
            scope.join(); // every task was taken
        } // and has run
        for (String name : NAMES) {
            IO.println(name + ": " + counts.get(name));
        }
    }
}
