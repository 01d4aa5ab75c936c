package org.csp4j.patterns.task;

/** The tasks of a {@link Runner} have not ended within its timeout. What they have thrown since is suppressed in it. */
public final class RunnerTimeoutException extends RunnerException {
    private static final long serialVersionUID = 1L;

    RunnerTimeoutException(String message, Runner.Report report) {
        super(message, report, null);
    }
}
