package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What it costs to bring an element from one of ten channels to a common one, by forwarders: two hops. */
public class FanIn extends PeerBenchmark {
    private static final int ELEMENTS = 100_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS, Peers.TRANSFER})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void element() throws Exception {
        peer.fanIn(10, scaled(ELEMENTS));
    }
}
