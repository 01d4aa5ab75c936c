package org.csp4j.patterns.control;

/** A body that was {@linkplain Heartbeat#watch watched} has been silent for too long, and was cancelled. */
public final class HeartbeatMissedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public HeartbeatMissedException(String message) {
        super(message);
    }
}
