package org.csp4j.patterns.internal;

import java.time.Duration;

/** Checks arguments: what is refused is named, with its value. */
public final class Args {
    private Args() {}

    /** A number of something that has to be there. */
    public static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + " is not positive");
        }
        return value;
    }

    /** A length of time that is not zero or less. */
    public static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " " + value + " is not positive");
        }
        return value;
    }
}
