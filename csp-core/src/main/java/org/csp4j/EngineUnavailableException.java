package org.csp4j;

/** The work-stealing engine was asked for where it cannot run; the message says what is missing. */
public final class EngineUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public EngineUnavailableException(String message) {
        super(message);
    }
}
