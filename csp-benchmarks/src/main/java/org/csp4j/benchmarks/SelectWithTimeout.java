package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What a receive with a timeout of a second costs when an element is there, with the send that put it there. */
public class SelectWithTimeout extends PeerBenchmark {
    private static final int ELEMENTS = 200_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void element() throws Exception {
        peer.selectWithTimeout(scaled(ELEMENTS));
    }
}
