package org.csp4j.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How late a fiber runs after a sleep of a millisecond, while others keep every processor busy. */
public class WakeUpLatency extends PeerBenchmark {
    private static final int WAKE_UPS = 1_000;
    private static final int MILLIS = 4_000; // for those that do not come

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    /** In microseconds. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Lateness {
        public double p50;
        public double p99;
        public double p999;
        public double max;
        public double wakeUps;

        private void set(long[] nanos) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            p50 = micros(sorted, 0.5);
            p99 = micros(sorted, 0.99);
            p999 = micros(sorted, 0.999);
            max = micros(sorted, 1);
            wakeUps = sorted.length;
        }

        private static double micros(long[] sorted, double share) {
            int index = (int) Math.ceil(share * sorted.length) - 1;
            return sorted[Math.max(0, index)] / 1_000.0;
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Warmup(iterations = 1)
    public void wakeUps(Lateness lateness) throws Exception {
        lateness.set(peer.wakeUps(scaled(WAKE_UPS), scaled(MILLIS)));
    }
}
