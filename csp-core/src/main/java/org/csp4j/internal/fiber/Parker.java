package org.csp4j.internal.fiber;

/** One thread as who parks, and is unparked by others: where waiting meets the engine. */
public sealed interface Parker permits FiberParker, ThreadParker {
    /*
     * I1  Who consumes a permit sees what was written before the unpark, also where the permit was there already. Dekker: who unparks
     *     has written, and then looks at the permit, with a full fence between; who parks takes the permit away, and then looks at
     *     what was written. Else it would miss that, and park for ever.
     * P   Fibers are of several classes, and so a call by the interface would be one by a table, which compilers do not look into. To
     *     ask whether it is a fiber costs nothing beside that.
     * Checked by WaiterStress (I1), and by DirectFiberParkingStress for fibers of the work-stealing engine.
     */

    /** The thread that parks. */
    Thread thread();

    /**
     * The calling thread, at the beginning of an operation that may wait; a fiber is the same one for all of its life. Nobody may know
     * yet that the thread is to be unparked for this operation: unparks of earlier ones are forgotten.
     */
    static Parker current() {
        FiberCore fiber = CurrentFiber.get();
        if (fiber == null) {
            return ThreadParker.current();
        }
        fiber.parking().begins(fiber);
        return fiber;
    }

    /**
     * Parks the thread, which is the calling one, until it is unparked or interrupted, or for no reason at all: the caller re-checks
     * what it waits for. Returns at once if it was unparked since the last time, or is interrupted.
     *
     * @param blocker what the thread waits for, as diagnostics see it
     */
    static void park(Parker parker, Object blocker) {
        if (parker instanceof FiberParker fiber) { // P
            fiber.park(blocker);
        } else if (parker instanceof ThreadParker thread) {
            thread.park(blocker);
        }
    }

    /**
     * Ends the thread's park, or the next one that it begins. By any thread; allocates nothing where the thread is a fiber. What the
     * caller has written before, the thread sees when it has returned from that park.
     */
    static void unpark(Parker parker) {
        if (parker instanceof FiberParker fiber) { // P
            fiber.parking().unpark(fiber);
        } else if (parker instanceof ThreadParker thread) {
            thread.unpark();
        }
    }

    /** As {@link #unpark}, but a fiber runs after those that are ready already, where the engine tells them apart. */
    static void unparkInTurn(Parker parker) {
        if (parker instanceof FiberParker fiber) { // P
            fiber.parking().unparkInTurn(fiber);
        } else {
            unpark(parker);
        }
    }
}
