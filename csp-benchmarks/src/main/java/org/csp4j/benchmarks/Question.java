package org.csp4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.csp4j.benchmarks.suite.Flags;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What all benchmarks have in common: how often they are repeated, and in which JVMs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {Flags.OPENED, Flags.LEAST_HEAP, Flags.MOST_HEAP, Flags.TOUCHED_HEAP})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public abstract class Question {
    /** The system property by which a test makes the workloads smaller; what is measured then means nothing. */
    static final String DIVISOR = "csp4j.benchmarks.divisor";

    /** As many, but where the suite only tries whether everything works. */
    static int scaled(int count) {
        return count == 0 ? 0 : Math.max(1, count / Integer.getInteger(DIVISOR, 1));
    }
}
