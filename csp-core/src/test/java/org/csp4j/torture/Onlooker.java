package org.csp4j.torture;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Looks at all threads at once, again and again, by each way that Java code has; but for HotSpotDiagnosticMXBean.dumpThreads, which can
 * crash a JDK before 26 while virtual threads run (JDK-8364343).
 */
final class Onlooker implements Runnable {
    private final Theatre theatre;

    Onlooker(Theatre theatre) {
        this.theatre = theatre;
    }

    @Override
    @SuppressWarnings("InfiniteLoopStatement")
    public void run() {
        try {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            while (true) {
                check(Thread.getAllStackTraces().size() > 1, "no stack traces");
                check(dump(threads) > 1, "no threads");
                check(threads.findDeadlockedThreads() == null, "a deadlock");
                Thread.yield();
            }
        } catch (Throwable e) {
            theatre.fail("the onlooker", e);
        }
    }

    /** How many threads a dump has. The JDK fails to make one while a thread of the JVM's own attaches, such as one that compiles. */
    private static int dump(ThreadMXBean threads) {
        while (true) {
            try {
                return threads.dumpAllThreads(true, true).length;
            } catch (NullPointerException e) {
                if (!String.valueOf(e.getMessage()).contains("\"this.holder\" is null")) {
                    throw e;
                }
            }
        }
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError("the onlooker sees " + otherwise);
        }
    }
}
