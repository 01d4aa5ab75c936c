package org.csp4j.examples.snippets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.diagnostics.StuckFiberReport;

/** For the guide's page on schedulers, and the Javadoc of schedulers. */
final class SchedulerSnippets {
    // @start region="program"
    /** How many bytes the files have, each read by a fiber of its own. */
    static long sizeOf(List<Path> files) {
        AtomicLong bytes = new AtomicLong();
        try (Scheduler readers = Scheduler.builder().name("readers").build()) {
            for (Path file : files) {
                readers.go(() -> bytes.addAndGet(Files.readAllBytes(file).length));
            }
        } // all of them have ended
        return bytes.get();
    }
    // @end

    static List<String> deadline(Scheduler scheduler) {
        // @start region="deadline"
        List<String> late = new ArrayList<>();
        for (Fiber<?> fiber : scheduler.close(Duration.ofSeconds(5))) {
            late.add(fiber.name()); // it was cancelled, and may end later
        }
        // @end
        return late;
    }

    static Scheduler limits() {
        // @start region="limits"
        Scheduler scheduler = Scheduler.builder()
                .name("orders")
                .parallelism(2) // carriers that run fibers
                .maxCarriers(50) // with those that are stuck in a fiber
                .timeSlice(Duration.ofMillis(20)) // when a carrier counts as stuck, if others wait
                .build();
        // @end
        return scheduler;
    }

    static int parallelism(Scheduler scheduler) {
        // @start region="parallelism"
        scheduler.parallelism(2 * scheduler.parallelism());
        // @end
        return scheduler.parallelism();
    }

    static String stats(Scheduler scheduler) {
        StringBuilder page = new StringBuilder();
        // @start region="stats"
        SchedulerStats stats = scheduler.stats();
        page.append(stats.live() + " fibers, of which " + stats.parked() + " are parked");
        stats.carriers().ifPresent(carriers -> page.append(" and " + carriers.stuck() + " have their carrier stuck"));
        // @end
        return page.toString();
    }

    static Scheduler stuck(Channel<StuckFiberReport> culprits) {
        // @start region="stuck"
        Scheduler scheduler = Scheduler.builder()
                .name("orders")
                .stuckReportAfter(Duration.ofMillis(500))
                .onStuck(culprits::trySend) // as well as to the log
                .build();
        // @end
        return scheduler;
    }
}
