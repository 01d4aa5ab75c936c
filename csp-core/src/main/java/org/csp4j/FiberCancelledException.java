package org.csp4j;

/** A fiber whose result was asked for has been {@linkplain Fiber#cancel() cancelled}, and has no result. */
public final class FiberCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public FiberCancelledException(String message) {
        super(message);
    }
}
