package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What a round trip through two rendezvous channels costs. */
public class RendezvousPingPong extends PeerBenchmark {
    private static final int ROUNDS = 200_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS, Peers.TRANSFER})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void roundTrip() throws Exception {
        peer.pingPong(scaled(ROUNDS));
    }
}
