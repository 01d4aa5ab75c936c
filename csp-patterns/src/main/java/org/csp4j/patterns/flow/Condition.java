package org.csp4j.patterns.flow;

/**
 * Whether a stage passes an element on. May block, and may throw.
 *
 * @param <T> the type of the element
 */
@FunctionalInterface
public interface Condition<T> {
    /** Looks at an element. */
    boolean test(T element) throws Exception;
}
