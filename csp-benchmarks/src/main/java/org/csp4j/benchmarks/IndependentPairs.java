package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What it costs to pass an element through a rendezvous channel where eight pairs of fibers do, which share nothing. */
public class IndependentPairs extends PeerBenchmark {
    private static final int PAIRS = 8;
    private static final int ELEMENTS = 800_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS, Peers.TRANSFER})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void element() throws Exception {
        peer.pairs(PAIRS, scaled(ELEMENTS));
    }
}
