package org.csp4j;

import org.csp4j.diagnostics.DeadlockReport;

/**
 * All fibers of a {@linkplain Csp#run run}, or of a {@link Scope} that {@linkplain Scope.Builder#detectDeadlocks asks for it}, were asleep, and
 * nothing could wake one of them. The message names the first of them; the {@linkplain #report() report} tells of all what they
 * waited for, and where. They have been cancelled; by the time that the run throws it, they have ended. Of a scope it is the cause of the
 * {@link ScopeFailedException}.
 *
 * {@snippet file="org/csp4j/examples/snippets/DeadlockSnippets.java" region="program"}
 *
 * <p>A fiber is asleep while it waits in an operation of this library that has no limit, and not for a timer. Others than these fibers
 * might know what it waits for: threads, and other fibers. While any of these is awake, which may do so, nothing fails, and a warning in
 * the log says who that is.
 */
public final class DeadlockException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FIBERS_NAMED = 10;

    private final transient DeadlockReport report;

    /** For the library: users receive this exception, they do not make it. */
    public DeadlockException(DeadlockReport report) {
        super(report.describe(FIBERS_NAMED));
        this.report = report;
    }

    /** What each fiber waited for, and where. */
    public DeadlockReport report() {
        return report;
    }
}
