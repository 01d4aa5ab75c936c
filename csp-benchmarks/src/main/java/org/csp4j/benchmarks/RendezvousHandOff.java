package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What it costs to pass an element through a rendezvous channel. */
public class RendezvousHandOff extends PeerBenchmark {
    private static final int ELEMENTS = 200_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS, Peers.TRANSFER})
    public String library;

    /** Senders and receivers. */
    @Param({"1:1", "10:1", "1:10", "4:4", "100:100"})
    public String parties;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void element() throws Exception {
        Parties of = Parties.parse(parties);
        peer.handOff(0, of.senders(), of.receivers(), scaled(ELEMENTS));
    }
}
