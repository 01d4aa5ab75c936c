package org.csp4j.testsupport;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all threads are doing, virtual ones too. */
public final class ThreadDump {
    private ThreadDump() {}

    /** Writes the dump to the standard error stream. */
    public static void print(String why) {
        try {
            Path directory = Files.createTempDirectory("csp4j-dump");
            Path file = directory.resolve("threads.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            System.err.println("All threads, since " + why + ":\n" + Files.readString(file));
            Files.delete(file);
            Files.delete(directory);
        } catch (IOException e) {
            System.err.println("No dump of the threads: " + e);
        }
    }
}
