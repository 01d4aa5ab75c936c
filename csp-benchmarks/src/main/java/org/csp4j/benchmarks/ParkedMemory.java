package org.csp4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How much memory a fiber takes that waits in a receive: what is in use with a million of them, less what is without. */
public class ParkedMemory extends PeerBenchmark {
    private static final int FIBERS = 1_000_000;

    @Param({
        Peers.CSP,
        Peers.CSP_PLATFORM,
        Peers.GO,
        Peers.KOTLIN,
        Peers.JOX,
        Peers.SYNCHRONOUS,
        Peers.TRANSFER,
        Peers.ARRAY
    })
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Memory {
        public double bytesPerFiber;
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Fork(3)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public void fibers(Memory memory) throws Exception {
        int fibers = scaled(FIBERS);
        long before = peer.usedBytes();
        peer.park(fibers);
        memory.bytesPerFiber = (double) (peer.usedBytes() - before) / fibers;
    }
}
