package org.csp4j.internal.sched;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How much of a processor a platform thread takes. */
final class ProcessorTime {
    /** Not known: the JVM cannot tell, or has been told not to. */
    static final double UNKNOWN = -1;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ProcessorTime() {}

    /** What the thread has taken since it was started; negative if that is not known. */
    static long nanosOf(Thread thread) {
        return THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getThreadCpuTime(thread.threadId())
                : -1;
    }

    /** What part of a processor it was, from one measurement to another that came so much later. */
    static double load(long before, long after, long elapsedNanos) {
        return before < 0 || after < 0 ? UNKNOWN : (double) (after - before) / elapsedNanos;
    }
}
