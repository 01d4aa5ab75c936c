package org.csp4j;

/** What a fiber runs when nobody waits for a value: a {@link Runnable} that may throw. */
@FunctionalInterface
public interface Action {
    /** Does the work. */
    void run() throws Exception;
}
