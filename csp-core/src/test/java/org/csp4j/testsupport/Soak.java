package org.csp4j.testsupport;

import java.time.Duration;

/** How long a soak test runs, and by which random numbers. */
public final class Soak {
    private static final String LENGTH = System.getProperty("csp4j.test.soak", "PT4S");
    private static final Long CHOSEN_SEED = Long.getLong("csp4j.test.seed");

    private Soak() {}

    /** A few seconds, unless the system property {@code csp4j.test.soak} says otherwise: {@code PT10M}, say. */
    public static Duration length() {
        return Duration.parse(LENGTH);
    }

    /** Another one each time, unless the system property {@code csp4j.test.seed} says which. Prints it. */
    public static long seed(String test) {
        long seed = CHOSEN_SEED != null ? CHOSEN_SEED : System.nanoTime();
        System.out.printf("%s: -Dcsp4j.test.seed=%d -Dcsp4j.test.soak=%s%n", test, seed, LENGTH);
        return seed;
    }
}
