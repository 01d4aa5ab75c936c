package org.csp4j.patterns.task;

import java.util.Objects;

/**
 * The side of a {@link CspFuture} that says what becomes of it: once, whoever is first.
 *
 * {@snippet file="org/csp4j/examples/snippets/TaskSnippets.java" region="promise"}
 *
 * <p>All methods may be called by any thread, and none of them waits. What precedes the call that settles the future happens-before
 * what follows a wait for it.
 *
 * @param <T> the type of the value
 */
public final class Promise<T> {
    private final CspFuture<T> future;

    /** A promise that is not kept yet. */
    public Promise() {
        this.future = new CspFuture<>();
    }

    /** A promise whose future has a name, which its messages and wait reasons show. */
    public Promise(String name) {
        this.future = new CspFuture<>(name);
    }

    /** The side of those who wait. */
    public CspFuture<T> future() {
        return future;
    }

    /** Gives the future its value; returns false if it was settled, or cancelled, before. */
    public boolean complete(T value) {
        return future.settle(new Settled.Success<>(Objects.requireNonNull(value, "value")));
    }

    /** Fails the future; returns false if it was settled, or cancelled, before. */
    public boolean fail(Throwable cause) {
        return future.settle(new Settled.Failure<>(Objects.requireNonNull(cause, "cause")));
    }
}
