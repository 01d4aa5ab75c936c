package org.csp4j.patterns.flow;

/** A source of an {@link OrderedMerge} has delivered an element that is less than the one before it. */
public final class OutOfOrderException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public OutOfOrderException(String message) {
        super(message);
    }
}
