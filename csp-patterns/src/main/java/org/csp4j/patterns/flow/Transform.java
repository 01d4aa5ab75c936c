package org.csp4j.patterns.flow;

/**
 * What a stage makes of an element. May block, and may throw.
 *
 * @param <T> the type of the element
 * @param <R> the type of what is made of it, which is not null
 */
@FunctionalInterface
public interface Transform<T, R> {
    /** Makes it. */
    R apply(T element) throws Exception;
}
