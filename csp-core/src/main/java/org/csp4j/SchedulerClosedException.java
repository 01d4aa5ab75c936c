package org.csp4j;

/** A fiber was to be started on a scheduler that has been {@linkplain Scheduler#close() closed}; it was not started. */
public final class SchedulerClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String schedulerName;

    /** For the library: users receive this exception, they do not make it. */
    public SchedulerClosedException(String message, String schedulerName) {
        super(message);
        this.schedulerName = schedulerName;
    }

    /** The name of the scheduler. */
    public String schedulerName() {
        return schedulerName;
    }
}
