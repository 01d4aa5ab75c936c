package org.csp4j.stress;

/** Blocking operations of actors that nobody interrupts. */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** A blocking operation. */
    @FunctionalInterface
    public interface Operation<T> {
        T run() throws InterruptedException;
    }

    /** One that returns nothing. */
    @FunctionalInterface
    public interface Wait {
        void run() throws InterruptedException;
    }

    /** Waits. */
    public static void await(Wait wait) {
        run(() -> {
            wait.run();
            return wait;
        });
    }

    /** Runs it, and returns what it returns. */
    public static <T> T run(Operation<T> operation) {
        try {
            return operation.run();
        } catch (InterruptedException e) {
            throw new AssertionError("an actor was interrupted", e);
        }
    }
}
