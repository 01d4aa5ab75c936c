package org.csp4j;

import java.util.Objects;

/**
 * Carries a context from who starts a fiber into the fiber: to be implemented for what is bound to threads, and given to
 * {@link Scope.Builder#capture}. {@link #of(ScopedValue)} does it for scoped values.
 *
 * {@snippet file="org/csp4j/examples/snippets/MdcCapture.java" region="program"}
 */
@FunctionalInterface
public interface ContextCapture {
    /**
     * Takes what is to be carried. Called in the thread that starts the fiber, before that is started; what it throws goes to
     * who starts it, and nothing is started.
     */
    Captured capture();

    /**
     * Carries the value that is bound where a fiber is started; nothing, where none is. The fiber runs in {@link ScopedValue#where}, so that
     * what it starts by means of the library or the JDK's structured concurrency finds the value, too.
     */
    static <T> ContextCapture of(ScopedValue<T> value) {
        Objects.requireNonNull(value, "value");
        return () -> {
            if (!value.isBound()) {
                return Action::run;
            }
            ScopedValue.Carrier carrier = ScopedValue.where(value, value.get());
            return body -> carrier.call(() -> {
                body.run();
                return true; // a carrier wants a result where the body may throw
            });
        };
    }

    /** A context that was captured for one fiber. */
    @FunctionalInterface
    interface Captured {
        /**
         * Puts the context in place, runs the body, once, and puts back what was there, also if the body throws. Called in the fiber.
         *
         * @throws Exception what the body throws; the fiber fails with what this throws
         */
        void around(Action body) throws Exception;
    }
}
