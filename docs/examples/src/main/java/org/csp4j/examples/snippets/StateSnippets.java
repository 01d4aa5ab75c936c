package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.csp4j.Overflow;
import org.csp4j.ReceiveChannel;
import org.csp4j.Scope;
import org.csp4j.patterns.state.Broadcast;
import org.csp4j.patterns.state.Latest;
import org.csp4j.patterns.state.SharedVar;

/** For the guide's page on state, and the Javadoc of its patterns. */
final class StateSnippets {
    // @start region="program"
    /** How often each word occurs in the lines, which come from several sources at the same time. */
    static Map<String, Integer> count(List<ReceiveChannel<String>> sources) throws InterruptedException {
        try (SharedVar<Map<String, Integer>> counts = SharedVar.of("counts", Map.of());
                Scope scope = Scope.open()) {
            for (ReceiveChannel<String> source : sources) {
                scope.go(() -> {
                    for (String line : source) {
                        counts.update(map -> with(map, line.split(" "))); // one after another, without a lock
                    }
                });
            }
            scope.join();
            return counts.read();
        }
    }

    private static Map<String, Integer> with(Map<String, Integer> counts, String... words) {
        Map<String, Integer> updated = new TreeMap<>(counts);
        for (String word : words) {
            updated.merge(word, 1, Integer::sum);
        }
        return updated;
    }
    // @end

    static String watch(SharedVar<Integer> temperature) throws InterruptedException {
        // @start region="watch"
        ReceiveChannel<Integer> watcher = temperature.watch();
        for (int degrees : watcher) { // the value that there is, and then the latest
            if (degrees > 30) {
                watcher.cancel();
                return "it is hot";
            }
        }
        return "closed"; // and it never was
        // @end
    }

    static String reading(SharedVar<Integer> temperature, ReceiveChannel<String> aborts) throws InterruptedException {
        // @start region="reading"
        String outcome = select(
                temperature.reading(degrees -> degrees + " degrees"),
                receive(aborts),
                timeout(Duration.ofSeconds(1), () -> "an update takes long"));
        // @end
        return outcome;
    }

    static List<String> latest() {
        List<String> seen = new ArrayList<>();
        // @start region="latest"
        Latest<String> status = Latest.of("starting");
        ReceiveChannel<String> watcher = status.watch();
        status.set("running");
        status.set("idle"); // a watcher may miss values, but never the last
        status.close();
        for (String text : watcher) {
            seen.add(text);
        }
        // @end
        seen.add(status.get());
        return seen;
    }

    static List<Integer> broadcast(Consumer<Integer> missed) throws InterruptedException {
        List<Integer> received = new ArrayList<>();
        // @start region="broadcast"
        try (Broadcast<Integer> prices = Broadcast.open("prices")) {
            ReceiveChannel<Integer> ledger = prices.subscribe(100); // gets all: publishers wait for it when it is full
            ReceiveChannel<Integer> display =
                    prices.subscribe(2, Overflow.DROP_OLDEST, missed); // they never do for this one
            for (int price = 1; price <= 4; price++) {
                prices.publish(price);
            }
            received.add(ledger.receive());
            display.cancel(); // leaves; the others stay
        }
        // @end
        return received;
    }
}
