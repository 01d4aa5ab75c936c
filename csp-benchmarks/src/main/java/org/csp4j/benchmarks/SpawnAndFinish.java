package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What it costs to start a fiber that does nothing, until all have ended. */
public class SpawnAndFinish extends PeerBenchmark {
    private static final int FIBERS = 100_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.VIRTUAL_THREADS})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(FIBERS)
    public void fiber() throws Exception {
        peer.spawn(scaled(FIBERS));
    }
}
