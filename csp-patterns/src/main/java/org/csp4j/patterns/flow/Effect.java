package org.csp4j.patterns.flow;

/**
 * What is done with each element at the end of a pipeline. May block, and may throw.
 *
 * @param <T> the type of the element
 */
@FunctionalInterface
public interface Effect<T> {
    /** Does it. */
    void accept(T element) throws Exception;
}
