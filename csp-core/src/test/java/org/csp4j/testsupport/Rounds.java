package org.csp4j.testsupport;

/** How many rounds a race has: a profile may choose how many, never what is checked. */
public final class Rounds {
    private static final Integer CHOSEN = Integer.getInteger("csp4j.test.rounds");

    private Rounds() {}

    /** So many, unless the system property {@code csp4j.test.rounds} says otherwise. */
    public static int of(int rounds) {
        return CHOSEN != null ? CHOSEN : rounds;
    }
}
