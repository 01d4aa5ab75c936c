package org.csp4j.benchmarks.suite;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one peer took for one operation.
 *
 * @param question the class of the benchmark
 * @param operation its method
 * @param peer the library that was measured; empty where the benchmark knows only this one
 * @param parameters the others
 * @param unit of the samples
 * @param samples the time of an operation, a number for each iteration
 * @param cpuNanos the processor time of an operation, of all threads
 * @param allocatedBytes what an operation allocates
 * @param figures what else the benchmark counts
 * @param effort how many JVMs, and iterations in each
 * @param load of the machine beforehand, see {@link Machine#load()}
 */
record Row(
        String question,
        String operation,
        String peer,
        Map<String, String> parameters,
        String unit,
        List<Double> samples,
        double cpuNanos,
        double allocatedBytes,
        Map<String, Double> figures,
        String effort,
        double load) {
    static final String PEER = "library";

    private static final MathContext DIGITS = new MathContext(5);

    static Row of(RunResult run, double load) {
        BenchmarkParams params = run.getParams();
        String[] name = params.getBenchmark().split("\\.", -1);
        Map<String, String> parameters = new TreeMap<>();
        for (String key : params.getParamsKeys()) {
            parameters.put(key, params.getParam(key));
        }
        String peer = parameters.getOrDefault(PEER, "");
        parameters.remove(PEER);

        Map<String, Double> figures = new TreeMap<>();
        run.getSecondaryResults().forEach((label, result) -> {
            if (!isOfProfiler(label)) {
                figures.put(label, median(samples(run, label)));
            }
        });
        return new Row(
                name[name.length - 2],
                name[name.length - 1],
                peer,
                parameters,
                run.getPrimaryResult().getScoreUnit(),
                primarySamples(run),
                rounded(score(run, UsageProfiler.CPU)),
                rounded(score(run, UsageProfiler.ALLOCATION)),
                figures,
                params.getForks() + " x " + params.getMeasurement().getCount(),
                rounded(load));
    }

    /** The same operation, of the same peer, with the same parameters. */
    boolean isAbout(Row other) {
        return question.equals(other.question)
                && operation.equals(other.operation)
                && peer.equals(other.peer)
                && parameters.equals(other.parameters);
    }

    double median() {
        return median(samples);
    }

    private static double median(List<Double> samples) {
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static boolean isOfProfiler(String label) {
        return label.startsWith("gc.") || label.equals(UsageProfiler.CPU) || label.equals(UsageProfiler.ALLOCATION);
    }

    private static double score(RunResult run, String label) {
        Result<?> result = run.getSecondaryResults().get(label);
        return result == null ? 0 : result.getScore();
    }

    private static List<Double> primarySamples(RunResult run) {
        return iterations(run).stream()
                .map(iteration -> rounded(iteration.getPrimaryResult().getScore()))
                .toList();
    }

    private static List<Double> samples(RunResult run, String label) {
        return iterations(run).stream()
                .map(iteration -> iteration.getSecondaryResults().get(label))
                .filter(result -> result != null)
                .map(result -> rounded(result.getScore()))
                .toList();
    }

    private static Collection<IterationResult> iterations(RunResult run) {
        return run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : 0;
    }
}
