package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What it costs a run that somebody looks for deadlocks in it: a round trip with that, and without. */
public class WatchedPingPong extends PeerBenchmark {
    private static final int ROUNDS = 200_000;

    @Param({Peers.CSP, Peers.CSP_UNWATCHED, Peers.CSP_PLATFORM, Peers.CSP_PLATFORM_UNWATCHED})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void roundTrip() throws Exception {
        peer.pingPongInARun(scaled(ROUNDS));
    }
}
