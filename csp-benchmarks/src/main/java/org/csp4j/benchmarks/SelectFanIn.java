package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What it costs to receive from whichever of several channels is ready. */
public class SelectFanIn extends PeerBenchmark {
    private static final int ELEMENTS = 160_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX})
    public String library;

    /** Channels, and the capacity of each. */
    @Param({"2 of 0", "8 of 16"})
    public String channels;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void element() throws Exception {
        String[] numbers = channels.split(" of ", -1);
        peer.select(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), scaled(ELEMENTS));
    }
}
