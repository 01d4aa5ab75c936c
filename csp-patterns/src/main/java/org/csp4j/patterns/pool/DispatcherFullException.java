package org.csp4j.patterns.pool;

/** The queue of a {@link Dispatcher} is full, and it is to {@linkplain WhenFull#REJECT reject} then. */
public final class DispatcherFullException extends DispatcherException {
    private static final long serialVersionUID = 1L;

    DispatcherFullException(String dispatcherName, int capacity) {
        super(
                "dispatcher '" + dispatcherName + "' takes no job now: its queue is full, with " + capacity
                        + "; submit later, or let it block or drop the oldest",
                dispatcherName);
    }
}
