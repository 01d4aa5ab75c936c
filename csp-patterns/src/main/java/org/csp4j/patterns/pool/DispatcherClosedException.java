package org.csp4j.patterns.pool;

/** A {@link Dispatcher} takes no more jobs: it was shut down, or was while the caller waited, or its run or scope has ended. */
public final class DispatcherClosedException extends DispatcherException {
    private static final long serialVersionUID = 1L;

    DispatcherClosedException(String dispatcherName) {
        super("dispatcher '" + dispatcherName + "' takes no more jobs: it was shut down", dispatcherName);
    }
}
