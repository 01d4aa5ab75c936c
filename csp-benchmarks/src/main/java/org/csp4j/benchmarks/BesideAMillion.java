package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** Whether an operation costs more when a million other fibers are parked, or a million timers are set. */
public class BesideAMillion extends PeerBenchmark {
    private static final int MILLION = 1_000_000;
    private static final int OPERATIONS = 100_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO})
    public String library;

    @Param({"nothing", "fibers", "timers"})
    public String beside;

    @Override
    String peerName() {
        return library;
    }

    @Override
    void prepare() throws Exception {
        switch (beside) {
            case "nothing" -> {}
            case "fibers" -> peer.park(scaled(MILLION));
            case "timers" -> peer.armTimers(scaled(MILLION));
            default -> throw new IllegalArgumentException("beside '" + beside + "'");
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void roundTrip() throws Exception {
        peer.pingPong(scaled(OPERATIONS));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void bufferedElement() throws Exception {
        peer.handOff(128, 1, 1, scaled(OPERATIONS));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void select() throws Exception {
        peer.select(2, 0, scaled(OPERATIONS));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void timedRoundTrip() throws Exception {
        peer.timedPingPong(scaled(OPERATIONS));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void spawn() throws Exception {
        peer.spawn(scaled(OPERATIONS));
    }
}
