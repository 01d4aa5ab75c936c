package org.csp4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** How long a hundred thousand fibers take that all sleep at once, for 1 to 100 ms. */
public class Sleepers extends PeerBenchmark {
    private static final int FIBERS = 100_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.VIRTUAL_THREADS})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void all() throws Exception {
        peer.sleepers(scaled(FIBERS));
    }
}
