package org.csp4j.internal.fiber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.csp4j.FiberState;

/** How far a fiber has come in its life: one word. */
abstract class FiberWord extends FiberLink {
    /*
     *   word         by the fiber                by a canceller
     *   NEW          -> STARTED                  -> CANCELLED (it never begins)
     *   STARTED      -> DONE, FAILED             -> CANCELLING, and then an interrupt
     *   CANCELLING   -> DONE, FAILED, CANCELLED  -
     *   the rest     final (CANCELLED is written once more when the thread of a fiber that never began ends)
     *
     * I1  A canceller interrupts only after it has moved the word to CANCELLING, hence an InterruptedException that ends the
     *     body counts as a cancellation only if there was one.
     * I2  A fiber that was cancelled before it began never begins, and one that has begun is interrupted: both leave NEW by CAS.
     * E1  What precedes end() happens-before what follows state() when that says that the fiber has ended (volatile).
     * Checked by FiberWordStress (I2, E1) and RuntimeFiberStress (E1).
     */
    private static final byte NEW = 0;
    private static final byte STARTED = 1;
    private static final byte CANCELLING = 2;
    private static final byte DONE = 3;
    private static final byte FAILED = 4;
    private static final byte CANCELLED = 5;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(FiberWord.class, "word", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile byte word;

    /** What a request to cancel has found. */
    enum Cancelled {
        /** The fiber had not begun, and never will. */
        BEFORE_START,
        /** The fiber is running, and is to be interrupted. */
        RUNNING,
        /** The fiber has been asked before. */
        ALREADY,
        /** The fiber has ended. */
        TOO_LATE
    }

    /** The fiber begins; false if it was cancelled before. */
    final boolean casNewToStarted() {
        return switch (word) {
            case NEW -> WORD.compareAndSet(this, NEW, STARTED);
            case CANCELLED -> false;
            default -> throw new AssertionError("a fiber begins a second time");
        };
    }

    final Cancelled casToCancelled() {
        while (true) {
            byte seen = word;
            switch (seen) {
                case NEW -> {
                    if (WORD.compareAndSet(this, NEW, CANCELLED)) {
                        return Cancelled.BEFORE_START;
                    }
                }
                case STARTED -> {
                    if (WORD.compareAndSet(this, STARTED, CANCELLING)) {
                        return Cancelled.RUNNING;
                    }
                }
                case CANCELLING -> {
                    return Cancelled.ALREADY;
                }
                default -> {
                    return Cancelled.TOO_LATE;
                }
            }
        }
    }

    final boolean isCancelling() {
        return word == CANCELLING;
    }

    /** The fiber has ended, in one of the states that are final. */
    final void end(FiberState state) {
        word = switch (state) {
            case DONE -> DONE;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
            case RUNNABLE, PARKED -> throw new AssertionError("not an end: " + state);
        };
    }

    final boolean isEnded() {
        return word >= DONE;
    }

    /** The state as far as the word tells; whether a fiber that lives is parked, its thread knows. */
    final FiberState stateOfWord() {
        return switch (word) {
            case DONE -> FiberState.DONE;
            case FAILED -> FiberState.FAILED;
            case CANCELLED -> FiberState.CANCELLED;
            default -> FiberState.RUNNABLE;
        };
    }
}
