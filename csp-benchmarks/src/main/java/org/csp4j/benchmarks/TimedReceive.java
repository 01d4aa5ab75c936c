package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What a round trip costs when one side waits for the answer with a timeout of a second, alone and beside other timers. */
public class TimedReceive extends PeerBenchmark {
    private static final int ROUNDS = 100_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS})
    public String library;

    /** Timers that are set all the while, and not due. */
    @Param({"0", "1000000"})
    public int outstanding;

    @Override
    String peerName() {
        return library;
    }

    @Override
    void prepare() throws Exception {
        peer.armTimers(scaled(outstanding));
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void roundTrip() throws Exception {
        peer.timedPingPong(scaled(ROUNDS));
    }
}
