package org.csp4j.examples.snippets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.patterns.pool.WorkCancelledException;
import org.csp4j.patterns.pool.WorkFailedException;
import org.csp4j.patterns.pool.WorkPolicy;
import org.csp4j.patterns.pool.WorkPool;
import org.csp4j.patterns.pool.WorkTask;

/** For the guide's page on work pools, and their Javadoc. */
final class WorkPoolSnippets {
    // @start region="program"
    /** Counts the lines of files, four at a time. */
    static long countLines(List<Path> files) throws InterruptedException {
        List<WorkTask<Long>> counts = new ArrayList<>();
        try (WorkPool pool = WorkPool.builder(4).name("counters").build()) {
            for (Path file : files) {
                counts.add(pool.call(() -> lines(file))); // waits until a worker has taken it
            }
        } // waits until all have ended; throws if one has failed
        long sum = 0;
        for (WorkTask<Long> count : counts) {
            sum += count.result();
        }
        return sum;
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }
    // @end

    static String result(WorkTask<String> task) throws InterruptedException {
        // @start region="result"
        if (!task.join(Duration.ofSeconds(5))) {
            task.cancel(); // interrupts it, or takes it back if it has not begun
        }
        try {
            return task.result();
        } catch (WorkFailedException e) {
            return "failed on " + e.workerName() + ": " + e.getCause();
        } catch (WorkCancelledException e) {
            return "too late";
        }
        // @end
    }

    static WorkPool settings(Channel<WorkFailedException> failures) {
        // @start region="settings"
        WorkPool pool = WorkPool.builder(8)
                .name("mailers")
                .queue(100) // for those who submit by pool.queued()
                .policy(WorkPolicy.SUPERVISE) // a failure is its task's own
                .onFailure(failures::trySend) // of a task that returns nothing
                .build();
        // @end
        return pool;
    }

    static boolean forms(WorkPool pool, String customer, Runnable mail) throws InterruptedException {
        // @start region="forms"
        pool.run(mail::run); // waits until a worker has taken it
        boolean isTaken = pool.tryRun(mail::run, Duration.ofSeconds(1)).isPresent(); // not for long
        pool.queued().run(mail::run); // waits until there is room in the queue
        pool.queued().keyed(customer).run(mail::run); // and runs after those for the same customer
        // @end
        return isTaken;
    }
}
