package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Engines;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JDK's dumps say of fibers. */
class ThreadDumpTest {
    @TempDir
    private Path directory;

    static List<Engines> engines() {
        return Engines.available().toList();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void showsTheFibersOfEachSchedulerThatHaveNotEndedTogether(Engines engine) throws Exception {
        Channel<Integer> never = chan();
        try (Scheduler orders = engine.builder().name("dumped-orders").build();
                Scheduler bills = engine.builder().name("dumped-bills").build()) {
            orders.go("brief", () -> {}).join();
            String dump = dumpBeside(
                    orders.go("picker", () -> never.receiveOrClosed()),
                    orders.go("packer", () -> never.receiveOrClosed()),
                    bills.go("clerk", () -> never.receiveOrClosed()));
            never.close();

            boolean areTogether = VirtualThreads.whyUnavailable() == null;
            assertThat(namesIn(areTogether ? "dumped-orders" : "<root>", dump))
                    .contains("picker", "packer")
                    .doesNotContain("brief");
            assertThat(namesIn(areTogether ? "dumped-bills" : "<root>", dump)).contains("clerk");
            assertThat(dump.split("\"picker\"", -1)).as("around its one entry").hasSize(2);
        }
        assertThat(dump()).as("after their schedulers").doesNotContain("\"container\": \"dumped-");
    }

    private String dumpBeside(Fiber<?>... parking) throws IOException {
        for (Fiber<?> fiber : parking) {
            Await.until(fiber + " parks", () -> fiber.state() == FiberState.PARKED);
        }
        return dump();
    }

    private String dump() throws IOException {
        Path file = directory.resolve("threads.json");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
        String dump = Files.readString(file);
        Files.delete(file); // the JDK overwrites none
        return dump;
    }

    /** The names of the threads in the container whose own name begins so. */
    private static List<String> namesIn(String container, String dump) {
        String start = "\"container\": \"" + container;
        String rest = dump.substring(dump.indexOf(start) + start.length());
        int next = rest.indexOf("\"container\":");
        return (next < 0 ? rest : rest.substring(0, next))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("\"name\": \""))
                .map(line -> line.split("\"", -1)[3])
                .toList();
    }
}
