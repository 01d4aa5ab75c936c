package org.csp4j.patterns.task;

/** A {@link Runner} was stopped, by a signal or by {@link Runner#stop()}. What its tasks have thrown since is suppressed in it. */
public final class RunnerInterruptedException extends RunnerException {
    private static final long serialVersionUID = 1L;

    private final String by;

    RunnerInterruptedException(String message, Runner.Report report, String by) {
        super(message, report, null);
        this.by = by;
    }

    /** The name of the signal, as {@code INT}; or {@link Runner#STOP}. */
    public String by() {
        return by;
    }
}
