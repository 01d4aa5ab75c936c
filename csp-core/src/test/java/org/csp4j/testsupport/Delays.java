package org.csp4j.testsupport;

import java.time.Duration;

/** Every length of time that a test names, and what it is for. */
public final class Delays {
    /** How long a test waits for what must happen: far more than it takes, and short enough to learn of what is stuck. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a test waits for another JVM, which may be a slow one: interpreted, say, or stopped by a debugger again and again. */
    public static final Duration PATIENCE_WITH_A_JVM = Duration.ofSeconds(90);

    /** How long a test waits to see that something does not happen. */
    public static final Duration A_WHILE = Duration.ofSeconds(1);

    /** Long enough for a deadlock to be found, if it were one. */
    public static final Duration BEYOND_DETECTION = Duration.ofMillis(400);

    /** A timeout that is meant to pass. */
    public static final Duration SHORT = Duration.ofMillis(5);

    /** A timeout that is not meant to pass. */
    public static final Duration LONG = Duration.ofHours(1);

    /** A timeout that has passed before it begins. */
    public static final Duration NEGATIVE = SHORT.negated();

    /** Longer than any clock can count. */
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    /** Longer ago than any clock can count. */
    public static final Duration SINCE_FOREVER = Duration.ofSeconds(Long.MIN_VALUE);

    private Delays() {}
}
