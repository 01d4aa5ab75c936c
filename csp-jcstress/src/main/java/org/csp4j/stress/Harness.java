package org.csp4j.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** Runs jcstress as its users do: in a JVM of its own, which starts another for each test. Then reads what that has left behind. */
final class Harness {
    /** How many each test has; the harness wants a processor for each. */
    static final int ACTORS = 2;

    private final Path directory;

    /** Leaves logs and reports in this directory. */
    Harness(Path directory) {
        this.directory = directory;
    }

    Collection<TestResult> run(Part part) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(directory, part.name() + "-");
        Path log = directory.resolve(part.name() + ".log");
        System.out.println("Stress tests: " + part.name() + ", see " + log);
        // It ends with 1 if an outcome is forbidden, and so it does whenever a twin was caught.
        new ProcessBuilder(command(part, work))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        return results(work, log);
    }

    private static List<String> command(Part part, Path work) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The JVMs of the tests inherit these: DirectParking needs the one, jcstress the other to place its
                // threads.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "-t",
                part.filter(),
                "-r",
                work.resolve("report").toString()));
        command.addAll(part.options());
        return command;
    }

    private static Collection<TestResult> results(Path work, Path log) throws IOException {
        InProcessCollector results = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(resultFile(work, log).toString(), results);
        try {
            reader.dump();
        } catch (ClassNotFoundException e) {
            throw new IOException("results of another version of jcstress in " + work, e);
        } finally {
            reader.close();
        }
        return results.getTestResults();
    }

    private static Path resultFile(Path work, Path log) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".bin.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcstress has left no results; see " + log));
        }
    }
}
