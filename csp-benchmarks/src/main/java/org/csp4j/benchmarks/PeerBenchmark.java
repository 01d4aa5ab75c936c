package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peer;
import org.csp4j.benchmarks.peers.Peers;
import org.csp4j.benchmarks.suite.UsageProfiler;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A question that is put to several peers. One invocation is a whole workload, of as many operations as its
 * {@code OperationsPerInvocation} says, so that neither the harness nor the start of the fibers counts. Each peer has a JVM to
 * itself, and so do all other parameters.
 */
public abstract class PeerBenchmark extends Question {
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

    /** What has to be there before the first invocation. */
    void prepare() throws Exception {}

    @TearDown
    public final void close() throws Exception {
        UsageProfiler.end();
        peer.close();
    }
}
