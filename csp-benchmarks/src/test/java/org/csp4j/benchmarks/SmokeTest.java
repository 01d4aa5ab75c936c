package org.csp4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.benchmarks.peers.GoPeer;
import org.csp4j.benchmarks.peers.Peers;
import org.csp4j.benchmarks.suite.UsageProfiler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark with every peer once, in this JVM and with little to do: whether they work, not how fast. */
@Tag("opened")
final class SmokeTest {
    @BeforeAll
    static void makeItSmall() {
        System.setProperty(Question.DIVISOR, "200");
    }

    @AfterAll
    static void makeItLarge() {
        System.clearProperty(Question.DIVISOR);
    }

    static Stream<BenchmarkListEntry> benchmarks() {
        return BenchmarkList.defaultList()
                .find(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of(), List.of())
                .stream();
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void everyBenchmarkRuns(BenchmarkListEntry benchmark) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getUsername().replace(".", "\\.") + "$")
                .forks(0)
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .addProfiler(UsageProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        if (benchmark.getParams().hasValue()) {
            benchmark.getParams().get().forEach((name, values) -> options.param(name, chosen(name, values)));
        }

        Collection<RunResult> runs = new Runner(options.build()).run();

        assertThat(runs)
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.getPrimaryResult().getScore()).isPositive());
    }

    /** Every peer, but Go where it is missing; of everything else the first value and the last. */
    private static String[] chosen(String parameter, String[] values) {
        if (parameter.equals("library")) {
            return Stream.of(values)
                    .filter(peer -> !peer.equals(Peers.GO) || GoPeer.version().isPresent())
                    .toArray(String[]::new);
        }
        return Stream.of(values[0], values[values.length - 1]).distinct().toArray(String[]::new);
    }
}
