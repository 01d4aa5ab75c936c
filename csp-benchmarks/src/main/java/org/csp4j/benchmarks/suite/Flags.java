package org.csp4j.benchmarks.suite;

/**
 * What each JVM is given that measures. The heap is there from the beginning, and has been touched: a heap that grows has the kernel
 * find a page whenever it comes to a new one, and beside a million timers that was most of what a trial measured (370 ns a timer rather
 * than 47, on both engines).
 */
public final class Flags {
    /** What the work-stealing engine needs; the peers do not mind. */
    public static final String OPENED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** Enough for a million fibers or timers. */
    public static final String LEAST_HEAP = "-Xms3g";
    /** The same: it does not grow. */
    public static final String MOST_HEAP = "-Xmx3g";
    /** No page of it is new when it is used. */
    public static final String TOUCHED_HEAP = "-XX:+AlwaysPreTouch";

    private Flags() {}

    static String all() {
        return String.join(" ", OPENED, LEAST_HEAP, MOST_HEAP, TOUCHED_HEAP);
    }
}
