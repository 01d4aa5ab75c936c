package org.csp4j.patterns.task;

import java.util.Objects;

/** A task of a {@link Runner} has failed, with the {@linkplain #getCause() cause}; no other was begun after it. */
public final class RunnerFailedException extends RunnerException {
    private static final long serialVersionUID = 1L;

    private final int taskId;

    RunnerFailedException(String message, Runner.Report report, int taskId, Throwable cause) {
        super(message, report, cause);
        this.taskId = taskId;
    }

    /** Which task. */
    public int taskId() {
        return taskId;
    }

    /** What the task has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
