package org.csp4j.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.csp4j.benchmarks.peers.GoPeer;
import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks, and adds what they measure to a file of results: {@code Suite [--results=FILE] [JMH's
 * options]}; or makes the page of such a file: {@code Suite page [--results=FILE] [--docs=DIRECTORY]}; or prints of which
 * objects a parked fiber consists: {@code Suite footprint}. Without options it runs
 * everything. Of the peers that JMH's {@code -p library=...} names, each benchmark takes those that it has.
 */
public final class Suite {
    static final String RESULTS = "--results=";
    static final String DOCS = "--docs=";

    private static final String DEFAULT_DOCS = "docs";
    private static final String DEFAULT_RESULTS = "docs/benchmarks/results.json";

    private Suite() {}

    /** See above. */
    public static void main(String[] args) throws Exception {
        List<String> rest = new ArrayList<>(Arrays.asList(args));
        Path results = Path.of(take(RESULTS, rest, DEFAULT_RESULTS));
        Path docs = Path.of(take(DOCS, rest, DEFAULT_DOCS));
        if (rest.equals(List.of("page"))) {
            Page.write(Results.read(results), docs);
        } else if (rest.equals(List.of("footprint"))) {
            Footprint.print();
        } else {
            run(rest, results);
        }
    }

    private static String take(String option, List<String> args, String byDefault) {
        for (String arg : args) {
            if (arg.startsWith(option)) {
                args.remove(arg);
                return arg.substring(option.length());
            }
        }
        return byDefault;
    }

    private static void run(List<String> args, Path file)
            throws IOException, RunnerException, CommandLineOptionException {
        List<String> wanted = parse(args).getIncludes();
        args.removeAll(wanted); // each run names what it is about
        CommandLineOptions options = parse(args);
        Results results = Results.continued(file, Machine.here(flags(options)));
        if (GoPeer.version().isEmpty()) {
            System.out.println("There is no go command: the rows of Go are left out.");
        }
        for (BenchmarkListEntry benchmark : benchmarks(wanted, options)) {
            for (Options run : runs(benchmark, options)) {
                double load = Machine.load();
                for (RunResult result : new Runner(run).run()) {
                    Row row = Row.of(result, load);
                    System.out.println(line(row));
                    results = results.with(row);
                }
                results.write(file);
            }
        }
    }

    private static CommandLineOptions parse(List<String> args) throws CommandLineOptionException {
        return new CommandLineOptions(args.toArray(String[]::new));
    }

    private static Collection<BenchmarkListEntry> benchmarks(List<String> wanted, CommandLineOptions options) {
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        wanted,
                        options.getExcludes());
    }

    /** One for each peer, so that what was measured is kept when the next one fails. */
    private static List<Options> runs(BenchmarkListEntry benchmark, CommandLineOptions options) {
        if (!benchmark.getParams().hasValue() || !benchmark.getParams().get().containsKey(Row.PEER)) {
            return List.of(run(benchmark, options).build());
        }
        return peers(benchmark, options)
                .map(peer -> run(benchmark, options).param(Row.PEER, peer).build())
                .toList();
    }

    private static ChainedOptionsBuilder run(BenchmarkListEntry benchmark, CommandLineOptions options) {
        ChainedOptionsBuilder run = new OptionsBuilder()
                .parent(options)
                .include("^" + benchmark.getUsername().replace(".", "\\.") + "$")
                .verbosity(options.verbosity().orElse(VerboseMode.SILENT))
                .shouldFailOnError(true)
                .addProfiler(UsageProfiler.class);
        if (benchmark.getMode() == Mode.SingleShotTime) { // which is not made better by more of them
            run.warmupIterations(benchmark.getWarmupIterations().get())
                    .measurementIterations(benchmark.getMeasurementIterations().get());
        }
        return run;
    }

    /** Those that the benchmark has, that were asked for, and that are there. */
    private static Stream<String> peers(BenchmarkListEntry benchmark, CommandLineOptions options) {
        List<String> own = List.of(benchmark.getParams().get().get(Row.PEER));
        Collection<String> asked = options.getParameter(Row.PEER).orElse(own);
        boolean hasGo = GoPeer.version().isPresent();
        return own.stream().filter(asked::contains).filter(peer -> hasGo || !peer.equals(Peers.GO));
    }

    private static String flags(CommandLineOptions options) {
        List<String> flags = new ArrayList<>(options.getJvmArgs().orElse(List.of()));
        flags.addAll(options.getJvmArgsAppend().orElse(List.of()));
        flags.add(Flags.all());
        return String.join(" ", flags);
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%-36s %-24s %-18s %10.1f %-6s cpu %10.1f ns  alloc %8.1f B  %s",
                row.question() + "." + row.operation(),
                String.join(" ", row.parameters().values()),
                row.peer(),
                row.median(),
                row.unit(),
                row.cpuNanos(),
                row.allocatedBytes(),
                row.figures().isEmpty() ? "" : row.figures());
    }
}
