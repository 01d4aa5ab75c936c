package org.csp4j.stress;

/**
 * What a twin does whose publication is broken: it hands over first, and writes a moment later what the other side should see.
 *
 * <p>So a processor or a compiler may reorder a hand-over that does not release, or is not acquired. Most processors, x86, would not do
 * it by themselves, and compilers do it once in a million times: too rarely to show that a test can see it.
 */
public final class Reordering {
    private static final int SPINS = 8;

    private Reordering() {}

    /** The moment: a fraction of a microsecond. */
    public static void delay() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }
}
