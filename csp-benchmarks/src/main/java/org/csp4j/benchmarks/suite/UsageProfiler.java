package org.csp4j.benchmarks.suite;

import com.sun.management.OperatingSystemMXBean;
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
 * What an operation costs besides time: {@code cpu} is the processor time of all threads, those of the compiler and the
 * collector included, so that spinning shows; {@code foreign.alloc} what a peer outside of this JVM has allocated.
 */
public final class UsageProfiler implements InternalProfiler {
    public static final String CPU = "cpu";
    public static final String FOREIGN_ALLOCATION = "foreign.alloc";

    private static volatile @Nullable Peer watched;

    private Usage before = usage();

    /** Names the peer of this JVM's trial. */
    public static void watch(Peer peer) {
        watched = peer;
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = usage();
    }

    @Override
    public List<Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        Usage used = usage().since(before);
        double operations = result.getMetadata().getMeasuredOps();
        return List.of(
                new ScalarResult(CPU, used.cpuNanos() / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(
                        FOREIGN_ALLOCATION, used.allocatedBytes() / operations, "B/op", AggregationPolicy.AVG));
    }

    private static Usage usage() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Peer peer = watched;
        Usage foreign = peer == null ? new Usage(0, 0) : peer.foreignUsage();
        return new Usage(system.getProcessCpuTime() + foreign.cpuNanos(), foreign.allocatedBytes());
    }

    @Override
    public String getDescription() {
        return "processor time, and what peers outside of this JVM allocate, per operation";
    }
}
