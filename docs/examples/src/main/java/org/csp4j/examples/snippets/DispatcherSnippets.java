package org.csp4j.examples.snippets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Fiber;
import org.csp4j.patterns.pool.DeadLetter;
import org.csp4j.patterns.pool.Dispatcher;
import org.csp4j.patterns.pool.DispatcherStats;
import org.csp4j.patterns.pool.DispatcherWorker;

/** For the guide's page on dispatchers, and their Javadoc. */
final class DispatcherSnippets {
    // @start region="program"
    /** Copies files into a folder that may be away for a while; returns those that could not be copied. */
    static List<Path> copyAll(List<Path> files, Path folder) throws InterruptedException {
        List<Path> failed = new ArrayList<>();
        try (Dispatcher<Path> dispatcher = Dispatcher.<Path>builder(
                        file -> Files.copy(file, folder.resolve(file.getFileName())))
                .name("copies")
                .workers(1, 8)
                .tries(3)
                .build()) {
            for (Path file : files) {
                dispatcher.submit(file); // waits while the queue is full
            }
            dispatcher.shutdown(); // when all are copied, or given up
            for (DeadLetter<Path> dead : dispatcher.deadLetters()) {
                failed.add(dead.job());
            }
        }
        return failed;
    }
    // @end

    static Dispatcher<String> settings(Dispatcher.Handler<String> handler, Channel<String> dropped) {
        // @start region="settings"
        Dispatcher<String> dispatcher = Dispatcher.<String>builder(handler)
                .name("mails")
                .workers(2, 20) // at least, and at most
                .growAfter(Duration.ofMillis(10)) // when a job has waited so long
                .shrinkAfter(Duration.ofMinutes(1)) // when a worker was idle so long
                .queue(1_000)
                .dropOldest(dropped::trySend) // or whenFull(BLOCK), the default, or REJECT
                .tries(5)
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(10))
                .retryIf(failure -> failure instanceof IOException)
                .build();
        // @end
        return dispatcher;
    }

    static Fiber<?> dead(Dispatcher<String> dispatcher, Channel<String> complaints) {
        // @start region="dead"
        return Csp.go("complaints", () -> {
            for (DeadLetter<String> dead : dispatcher.deadLetters()) { // until the dispatcher has ended
                complaints.send(dead.job() + ": " + dead.failure().getMessage() + ", after " + dead.tries() + " tries");
            }
        });
        // @end
    }

    static long stop(Dispatcher<String> dispatcher) {
        // @start region="stop"
        for (DispatcherWorker worker : dispatcher.workers()) {
            if (worker.isBusy()) {
                dispatcher.stopWorker(worker.name()); // after its job
            }
        }
        DispatcherStats stats = dispatcher.stats();
        return stats.done() + stats.dead();
        // @end
    }
}
