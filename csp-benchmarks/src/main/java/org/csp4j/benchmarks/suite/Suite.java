package org.csp4j.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.csp4j.benchmarks.peers.GoPeer;
import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks, and adds what they measure to a file of results: {@code Suite [--results=FILE] [JMH's
 * options]}; or makes the page of such a file: {@code Suite page [--results=FILE] [--docs=DIRECTORY]}. Without options it runs
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
        } else {
            run(new CommandLineOptions(rest.toArray(String[]::new)), results);
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

    private static void run(CommandLineOptions options, Path file)
            throws IOException, RunnerException, CommandLineOptionException {
        Results results = Results.continued(file, Machine.here(flags(options)));
        if (GoPeer.version().isEmpty()) {
            System.out.println("There is no go command: the rows of Go are left out.");
        }
        for (BenchmarkListEntry benchmark : benchmarks(options)) {
            for (RunResult run : run(benchmark, options)) {
                Row row = Row.of(run);
                System.out.println(line(row));
                results = results.with(row);
            }
            results.write(file);
        }
    }

    private static Collection<BenchmarkListEntry> benchmarks(CommandLineOptions options) {
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        options.getIncludes(),
                        options.getExcludes());
    }

    private static Collection<RunResult> run(BenchmarkListEntry benchmark, CommandLineOptions options)
            throws RunnerException {
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .parent(options)
                .include("^" + benchmark.getUsername().replace(".", "\\.") + "$")
                .verbosity(options.verbosity().orElse(VerboseMode.SILENT))
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .addProfiler(UsageProfiler.class);
        if (benchmark.getParams().hasValue() && benchmark.getParams().get().containsKey(Row.PEER)) {
            String[] peers = peers(benchmark, options);
            if (peers.length == 0) {
                return List.of();
            }
            builder.param(Row.PEER, peers);
        }
        return new Runner(builder.build()).run();
    }

    /** Those that the benchmark has, that were asked for, and that are there. */
    private static String[] peers(BenchmarkListEntry benchmark, CommandLineOptions options) {
        List<String> own = List.of(benchmark.getParams().get().get(Row.PEER));
        Collection<String> asked = options.getParameter(Row.PEER).orElse(own);
        boolean hasGo = GoPeer.version().isPresent();
        return own.stream()
                .filter(asked::contains)
                .filter(peer -> hasGo || !peer.equals(Peers.GO))
                .toArray(String[]::new);
    }

    private static String flags(CommandLineOptions options) {
        List<String> flags = new ArrayList<>(options.getJvmArgs().orElse(List.of()));
        flags.addAll(options.getJvmArgsAppend().orElse(List.of()));
        flags.add("--add-opens java.base/java.lang=ALL-UNNAMED");
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
