package org.csp4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.csp4j.benchmarks.peers.Peer;
import org.csp4j.benchmarks.peers.Peers;
import org.csp4j.benchmarks.suite.UsageProfiler;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A question that is put to several peers. One invocation is a whole workload, of as many operations as its
 * {@code OperationsPerInvocation} says, so that neither the harness nor the start of the fibers counts. Each peer has a JVM to
 * itself, and so do all other parameters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = PeerBenchmark.OPENED)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public abstract class PeerBenchmark {
    /** What the work-stealing engine needs; the peers do not mind. */
    static final String OPENED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** The system property by which a test makes the workloads smaller; what is measured then means nothing. */
    static final String DIVISOR = "csp4j.benchmarks.divisor";

    @SuppressWarnings("NullAway.Init") // open() sets it
    Peer peer;

    /** The parameter that names the peer: each class has one of its own, since not all peers can do everything. */
    abstract String peerName();

    @Setup
    public final void open() throws Exception {
        peer = Peers.open(peerName());
        prepare();
        UsageProfiler.begin(peer);
    }

    /** As many, but where the suite only tries whether everything works. */
    static int scaled(int count) {
        return count == 0 ? 0 : Math.max(1, count / Integer.getInteger(DIVISOR, 1));
    }

    /** What has to be there before the first invocation. */
    void prepare() throws Exception {}

    @TearDown
    public final void close() throws Exception {
        UsageProfiler.end();
        peer.close();
    }
}
