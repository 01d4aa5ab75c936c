package org.csp4j;

import org.csp4j.internal.select.CaseSpec;
import org.jspecify.annotations.Nullable;

/**
 * One case of a {@linkplain Csp#select select}: receive, send, timeout or default, and what to do when it is chosen. Made by
 * the methods of {@link Csp}. A case is only a description: it can be kept, and used in any number of selects, also at the
 * same time.
 *
 * @param <R> what the case's handler returns
 */
public sealed interface SelectCase<R extends @Nullable Object> permits CaseSpec {
    /**
     * What to do with a received element.
     *
     * @param <T> the type of the element
     * @param <R> what the select returns
     */
    @FunctionalInterface
    interface Handler<T, R extends @Nullable Object> {
        /** Runs on the thread of the select, after the element was received. */
        R handle(T element) throws InterruptedException;
    }

    /**
     * What to do with a received element, where nothing is to be returned.
     *
     * @param <T> the type of the element
     */
    @FunctionalInterface
    interface Effect<T> {
        /** Runs on the thread of the select, after the element was received. */
        void handle(T element) throws InterruptedException;
    }

    /**
     * What to do when a case is chosen that brings nothing.
     *
     * @param <R> what the select returns
     */
    @FunctionalInterface
    interface Branch<R extends @Nullable Object> {
        /** Runs on the thread of the select, after the case was chosen. */
        R run() throws InterruptedException;
    }

    /** What to do when a case is chosen that brings nothing, where nothing is to be returned. */
    @FunctionalInterface
    interface Step {
        /** Runs on the thread of the select, after the case was chosen. */
        void run() throws InterruptedException;
    }
}
