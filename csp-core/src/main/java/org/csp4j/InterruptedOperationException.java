package org.csp4j;

/**
 * An interrupt met a blocking operation in a place that cannot declare {@link InterruptedException}: the iterator,
 * {@code forEach} or stream of a channel. No element was taken, and the interrupt status is set again when this is thrown.
 */
public final class InterruptedOperationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public InterruptedOperationException(InterruptedException cause) {
        super(cause.getMessage(), cause);
    }
}
