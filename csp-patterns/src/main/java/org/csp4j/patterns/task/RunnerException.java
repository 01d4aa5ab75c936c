package org.csp4j.patterns.task;

import org.jspecify.annotations.Nullable;

/** A {@link Runner} has not run all of its tasks to their end. The message names it, and says what became of them. */
public abstract sealed class RunnerException extends RuntimeException
        permits RunnerFailedException, RunnerInterruptedException, RunnerTimeoutException {
    private static final long serialVersionUID = 1L;

    private final Runner.Report report;

    RunnerException(String message, Runner.Report report, @Nullable Throwable cause) {
        super(message, cause);
        this.report = report;
    }

    /** What became of each task. */
    public Runner.Report report() {
        return report;
    }
}
