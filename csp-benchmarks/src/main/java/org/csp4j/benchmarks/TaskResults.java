package org.csp4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.csp4j.benchmarks.peers.Handing;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to hand a task to two workers, and to have its result: a hundred tasks, and then their results. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = PeerBenchmark.OPENED)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TaskResults {
    private static final int WORKERS = 2;
    private static final int BATCH = 100;
    private static final int TASKS = 100_000;

    @Param({Handing.CSP, Handing.PLATFORM_THREADS, Handing.VIRTUAL_THREADS})
    public String library;

    @SuppressWarnings("NullAway.Init") // open() sets it
    private Handing handing;

    @Setup
    public void open() throws Exception {
        handing = Handing.open(library, WORKERS, BATCH);
    }

    @TearDown
    public void close() throws Exception {
        handing.close();
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void task() throws Exception {
        handing.hand(BATCH, PeerBenchmark.scaled(TASKS) / BATCH);
    }
}
