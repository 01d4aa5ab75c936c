package org.csp4j.benchmarks.peers;

import java.util.stream.IntStream;

/** What a sieve of a given length has to be fed with. */
public final class Primes {
    private Primes() {}

    /** The n-th prime. */
    public static int limit(int count) {
        return IntStream.iterate(2, n -> n + 1)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0))
                .skip(count - 1L)
                .findFirst()
                .orElseThrow();
    }
}
