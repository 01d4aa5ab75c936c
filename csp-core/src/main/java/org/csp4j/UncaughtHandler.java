package org.csp4j;

/** What is told of a fiber that ended by an exception which nobody will ask for. */
@FunctionalInterface
public interface UncaughtHandler {
    /**
     * Runs in the fiber that failed, as the last thing it does. An exception out of the handler is logged.
     *
     * @param fiber which fiber; its name and creation site say more
     * @param failure what its body threw
     */
    void uncaught(Fiber<?> fiber, Throwable failure);
}
