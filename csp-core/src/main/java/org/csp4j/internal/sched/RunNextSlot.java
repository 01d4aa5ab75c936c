package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What a carrier is to run next, if there is something, and what it runs now: two places that are used in turn. */
final class RunNextSlot {
    /*
     *   turn       a number, and a bit that says whether there is a next task; the number's parity says in which place
     *   put        fills that place, and then turns the number by 2 and sets the bit              the owner
     *   take       turns the number by 1 and clears the bit: what was next is now running         the owner
     *   steal      clears the bit, by CAS                                                         a thief
     *
     * A task that goes through here, as nearly all do where fibers hand over to each other, is written once, and is already where it
     * has to be seen while it runs. To write a reference into an object that is old costs a fence with G1; numbers cost nothing.
     *
     * I1  A number stands for one task: so a thief's CAS takes the task that it has read, or fails.
     * I2  The owner writes the number without regard to thieves. Then both have the task, and a task may be taken twice (Carrier I1).
     * E1  What precedes put() happens-before the run of the task by a thief: the turn is released, and acquired.
     * P   Of two fibers that wake each other in turn, each finds the other in its place already, and nothing is written but the number.
     * Rejected: a field for what runs, beside one for what is next. It cost 8 % of a ping-pong.
     * Checked by RunNextSlotStress (I1, I2, E1).
     */
    private static final int OCCUPIED = 1;
    private static final int ONE_TURN = 2;

    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(RunNextSlot.class, "turn", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Runnable even; // where the next task is if the number is even, and the running one if it is odd
    private @Nullable Runnable odd; // and the other way round
    private int turn; // the owner writes, thieves clear the bit, others read (E1)

    /** Owner: makes this the next task; returns the one that was it until now, if there was one. */
    @Nullable Runnable put(Runnable task) {
        int seen = turn;
        Runnable displaced = isOccupied(seen) ? next(seen) : null;
        if (isEven(seen)) {
            if (even != task) { // P
                even = task;
            }
        } else if (odd != task) {
            odd = task;
        }
        TURN.setRelease(this, (seen | OCCUPIED) + 2 * ONE_TURN);
        return displaced;
    }

    /** Owner: takes the next task, if there is one; it counts as running then. */
    @Nullable Runnable take() {
        int seen = turn;
        if (!isOccupied(seen)) {
            return null;
        }
        Runnable task = next(seen);
        TURN.setRelease(this, (seen & ~OCCUPIED) + ONE_TURN);
        return task;
    }

    /** Owner: what runs now is this task, which has come another way. */
    void runs(Runnable task) {
        if (isEven(turn)) {
            odd = task;
        } else {
            even = task;
        }
    }

    /** Owner, with nothing to run: refers to nothing any more. */
    void clear() {
        even = null;
        odd = null;
    }

    /** A thief: takes the next task, if there is one; null also if the owner, or another thief, has come between. */
    @Nullable Runnable steal() {
        int seen = (int) TURN.getAcquire(this);
        if (!isOccupied(seen)) {
            return null;
        }
        Runnable task = next(seen);
        return TURN.compareAndSet(this, seen, seen & ~OCCUPIED) ? task : null; // I1
    }

    /** Anybody: whether there is a next task. */
    boolean isOccupied() {
        return isOccupied((int) TURN.getAcquire(this));
    }

    /** Anybody: what runs, or has run last. */
    @Nullable Runnable running() {
        return running((int) TURN.getAcquire(this));
    }

    private @Nullable Runnable next(int seen) {
        return isEven(seen) ? even : odd;
    }

    private @Nullable Runnable running(int seen) {
        return isEven(seen) ? odd : even;
    }

    private static boolean isEven(int seen) {
        return (seen & ONE_TURN) == 0;
    }

    private static boolean isOccupied(int seen) {
        return (seen & OCCUPIED) != 0;
    }
}
