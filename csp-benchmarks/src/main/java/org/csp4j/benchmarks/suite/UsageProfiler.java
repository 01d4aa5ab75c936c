package org.csp4j.benchmarks.suite;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.csp4j.benchmarks.peers.Peer;
import org.csp4j.benchmarks.peers.Peer.Usage;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an operation costs besides time, in this JVM and in what its peer runs outside of it: {@code cpu} is the processor time
 * of all threads, those of the compiler and the collector included, so that spinning shows; {@code alloc} is what they
 * allocate. JMH counts set-up and tear-down to the first iteration and to the last; here they do not count, which is what
 * JMH's own profilers cannot do.
 */
public final class UsageProfiler implements InternalProfiler {
    /** The label of the processor time. */
    public static final String CPU = "cpu";
    /** The label of the memory. */
    public static final String ALLOCATION = "alloc";

    // Threads of JMH come one after the other here: set-up, iterations, tear-down.
    private static volatile @Nullable Peer watched;
    private static volatile Usage begin = usage();
    private static volatile @Nullable Usage end;

    /** Called at the end of the set-up. */
    public static void begin(Peer peer) {
        watched = peer;
        begin = usage();
    }

    /** Called at the beginning of the tear-down. */
    public static void end() {
        end = usage();
        watched = null;
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        end = null;
        begin = usage();
    }

    @Override
    public List<Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        Usage first = begin;
        Usage last = end;
        Usage used = (last == null ? usage() : last).since(first);
        double operations = result.getMetadata().getMeasuredOps();
        return List.of(
                new ScalarResult(CPU, used.cpuNanos() / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(ALLOCATION, used.allocatedBytes() / operations, "B/op", AggregationPolicy.AVG));
    }

    private static Usage usage() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Usage here = new Usage(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
        Peer peer = watched;
        return peer == null ? here : here.and(peer.foreignUsage());
    }

    @Override
    public String getDescription() {
        return "processor time and memory of an operation, with those that the peer takes outside of this JVM";
    }
}
