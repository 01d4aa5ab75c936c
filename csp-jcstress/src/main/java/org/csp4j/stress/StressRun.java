package org.csp4j.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs the stress tests, and fails unless every guarantee has held and every twin was caught. What it finds is in a table: on the
 * console, and in a file.
 */
public final class StressRun {
    private StressRun() {}

    /**
     * The command.
     *
     * @param args how much to run, as {@link Budget} says; and a directory for the table, logs and the harness's own report
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Budget budget = args.length == 2 ? Budget.named(args[0]) : null;
        if (budget == null) {
            System.err.println("StressRun takes two arguments: smoke, quick or full, and a directory; not "
                    + String.join(" ", args));
            System.exit(2);
            return;
        }
        int processors = Runtime.getRuntime().availableProcessors();
        if (processors < Harness.ACTORS) {
            System.out.println("No stress test was run: they take two processors, and there is " + processors);
            return;
        }
        Path directory = Path.of(args[1]).toAbsolutePath();
        System.exit(run(budget, directory) ? 0 : 1);
    }

    private static boolean run(Budget budget, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Harness harness = new Harness(directory);
        Tallies tallies = new Tallies();
        long start = System.nanoTime();
        for (Part part : budget.parts()) {
            tallies.add(part.tests(), harness.run(part));
        }
        List<String> uncaught = tallies.uncaughtTwins();
        if (!uncaught.isEmpty()) { // what a twin shows depends on the machine, and on who else is at work there
            tallies.add(uncaught, harness.run(Budget.secondTry(uncaught)));
        }
        String table = ResultTable.of(tallies, Duration.ofNanos(System.nanoTime() - start));
        Files.writeString(directory.resolve("table.md"), table);
        System.out.println(table);
        List<String> complaints = tallies.complaints();
        complaints.forEach(System.out::println);
        if (!complaints.isEmpty()) {
            System.out.println("The logs of the harness are in " + directory);
        }
        return complaints.isEmpty();
    }
}
