package org.csp4j.internal.sched;

import java.util.List;
import org.csp4j.diagnostics.StuckFiberReport.Look;

/** Guesses what a virtual thread is doing that holds its carrier. */
final class LookGuess {
    /*
     * A thread that waits in a native method is RUNNABLE, for all that the JVM knows, as is one that computes. The processor time
     * tells them apart; better than the stack, whose innermost frame is native, too, in code that computes natively, and is not
     * in a call that goes through java.lang.foreign. The stack serves where the time is not known.
     */
    private static final double IDLE = 0.01;

    private LookGuess() {}

    static Look of(Thread.State state, List<StackTraceElement> stack, double load) {
        return switch (state) {
            case BLOCKED, WAITING, TIMED_WAITING -> Look.PINNED; // else it would have let go
            case NEW, RUNNABLE, TERMINATED -> isIdle(stack, load) ? Look.NATIVE_CALL : Look.CPU_LOOP;
        };
    }

    private static boolean isIdle(List<StackTraceElement> stack, double load) {
        if (load == ProcessorTime.UNKNOWN) {
            return !stack.isEmpty() && stack.getFirst().isNativeMethod();
        }
        return load < IDLE;
    }
}
