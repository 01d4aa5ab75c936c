package org.csp4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.csp4j.benchmarks.peers.Peers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** How long the prime sieve takes to the thousandth prime. */
public class PrimeSieve extends PeerBenchmark {
    private static final int PRIMES = 1_000;

    @Param({Peers.CSP, Peers.CSP_PLATFORM, Peers.GO, Peers.KOTLIN, Peers.JOX, Peers.SYNCHRONOUS, Peers.TRANSFER})
    public String library;

    @Override
    String peerName() {
        return library;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int toTheThousandth() throws Exception {
        return peer.sieve(scaled(PRIMES));
    }
}
