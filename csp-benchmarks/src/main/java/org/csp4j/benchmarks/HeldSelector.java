package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What a turn of a held selector costs, over few channels and over many. */
public class HeldSelector extends PeerBenchmark {
    private static final int ELEMENTS = 100_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM})
    public String library;

    @Param({"10", "10000"})
    public int sources;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void element() throws Exception {
        peer.heldSelect(sources, scaled(ELEMENTS));
    }
}
