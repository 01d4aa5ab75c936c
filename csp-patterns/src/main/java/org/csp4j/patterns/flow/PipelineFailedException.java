package org.csp4j.patterns.flow;

import java.util.Objects;

/**
 * A {@link Pipeline} that the caller has run has failed: one of its steps or stages has thrown, or the source has ended, with the
 * {@linkplain #getCause() cause}. The other stages have been told, and stop.
 */
public final class PipelineFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public PipelineFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What was thrown first. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
