package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What it costs to make a timer and to stop it again, alone and beside others. */
public class TimerChurn extends PeerBenchmark {
    private static final int TIMERS = 200_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.VIRTUAL_THREADS})
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
    @OperationsPerInvocation(TIMERS)
    public void timer() throws Exception {
        peer.timers(scaled(TIMERS));
    }
}
