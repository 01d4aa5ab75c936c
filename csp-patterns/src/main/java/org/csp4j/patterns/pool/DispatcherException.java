package org.csp4j.patterns.pool;

/** A {@link Dispatcher} has not taken a job. The message names the dispatcher. */
public abstract sealed class DispatcherException extends RuntimeException
        permits DispatcherClosedException, DispatcherFullException {
    private static final long serialVersionUID = 1L;

    private final String dispatcherName;

    DispatcherException(String message, String dispatcherName) {
        super(message);
        this.dispatcherName = dispatcherName;
    }

    /** The name of the dispatcher. */
    public String dispatcherName() {
        return dispatcherName;
    }
}
