package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Handing;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to hand a task to two workers, and to have its result: a hundred tasks, and then their results. */
public class TaskResults extends Question {
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
        handing.hand(BATCH, scaled(TASKS) / BATCH);
    }
}
