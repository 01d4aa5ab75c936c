package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What a hop costs in a chain of ten thousand fibers, of which one can run. */
public class DaisyChain extends PeerBenchmark {
    private static final int HOPS = 500_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS, Peers.TRANSFER})
    public String library;

    private static final int PARTIES = 10_000;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(HOPS)
    public void hop() throws Exception {
        peer.daisyChain(PARTIES, scaled(HOPS / PARTIES));
    }
}
