package org.csp4j.benchmarks.suite;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.csp4j.benchmarks.peers.Command;
import org.csp4j.benchmarks.peers.GoPeer;

/**
 * Where, and of what, results were taken: they can be compared with one another if these are equal.
 *
 * @param flags what each JVM is given
 * @param versions of those that were measured
 * @param commit of this project; with a mark, if the code differed from it
 */
record Machine(
        String processor,
        int processors,
        long memoryGiB,
        String system,
        String jdk,
        String collector,
        String flags,
        Map<String, String> versions,
        String commit) {
    private static final String UNKNOWN = "unknown";

    static Machine here(String flags) throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                processorModel(),
                system.getAvailableProcessors(),
                Math.round(system.getTotalMemorySize() / (double) (1 << 30)),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                ManagementFactory.getGarbageCollectorMXBeans().getFirst().getName(),
                flags,
                versionsOfBuild(),
                commitOfCheckout());
    }

    /** The load of the last minute, with that of the runs before this one: of those, one that keeps both processors busy makes 2. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String processorModel() throws IOException {
        Path cpus = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(cpus)) {
            return UNKNOWN;
        }
        try (Stream<String> lines = Files.lines(cpus)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }

    /** As the build has written them down. */
    private static Map<String, String> versionsOfBuild() throws IOException {
        Map<String, String> versions = new TreeMap<>();
        try (var file = Machine.class.getResourceAsStream("/versions.properties")) {
            var properties = new Properties();
            properties.load(file);
            properties.forEach((name, version) -> versions.put((String) name, (String) version));
        }
        GoPeer.version().ifPresent(version -> versions.put("go", version));
        return versions;
    }

    private static String commitOfCheckout() {
        Optional<String> head = Command.output("git", "rev-parse", "--short=12", "HEAD");
        boolean changed = Command.output("git", "status", "--porcelain", "--", "csp-core", "csp-benchmarks")
                .filter(files -> !files.isEmpty())
                .isPresent();
        return head.map(id -> changed ? id + " and changes" : id).orElse(UNKNOWN);
    }
}
