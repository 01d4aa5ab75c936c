package org.csp4j.patterns.task;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a {@link CspFuture}.
 *
 * @param <T> the type of the value
 */
public sealed interface Settled<T> {
    /** Whether there is a value. */
    default boolean isSuccess() {
        return this instanceof Success;
    }

    /** There is a value. */
    record Success<T>(T value) implements Settled<T> {}

    /** The work has failed. */
    record Failure<T>(Throwable cause) implements Settled<T> {}

    /**
     * It was cancelled.
     *
     * @param cause why, if that is known: the failure of another, say
     */
    record Cancelled<T>(@Nullable Throwable cause) implements Settled<T> {}
}
