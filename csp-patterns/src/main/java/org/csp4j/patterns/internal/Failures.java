package org.csp4j.patterns.internal;

/** What patterns do with what user code has thrown. */
public final class Failures {
    private Failures() {}

    /** Throws it as it is: {@code throw Failures.rethrow(failure)}. */
    public static Exception rethrow(Throwable failure) throws Exception {
        switch (failure) {
            case Exception exception -> throw exception;
            case Error error -> throw error;
            default -> throw new AssertionError(failure);
        }
    }
}
