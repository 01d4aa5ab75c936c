package org.csp4j.patterns.task;

import org.jspecify.annotations.Nullable;

/** A signal was asked for that this JVM does not hand to programs; the message says why, and what to do. Nothing was changed. */
public final class SignalUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String signal;

    /** For the library: users receive this exception, they do not make it. */
    public SignalUnavailableException(String message, String signal, @Nullable Throwable cause) {
        super(message, cause);
        this.signal = signal;
    }

    /** The name of the signal. */
    public String signal() {
        return signal;
    }
}
