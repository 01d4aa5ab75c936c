package org.csp4j.patterns.state;

import java.util.Objects;

/** An update of a {@link SharedVar} has thrown the {@linkplain #getCause() cause}; the value is what it was. */
public final class UpdateFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public UpdateFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the update has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
