package org.csp4j.internal.fiber;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.util.Backoff;
import org.jspecify.annotations.Nullable;

/** How one thread parks, and is unparked by others: where waiting meets the engine. */
public abstract class Parker {
    /*
     * I1  Who consumes a permit sees what was written before the unpark, also where the permit was there already. Dekker: who unparks
     *     has written, and then looks at the permit, with a full fence between; who parks takes the permit away, and then looks at
     *     what was written. Else it would miss that, and park for ever.
     * Checked by WaiterStress (I1), and by DirectParkerStress for fibers of the work-stealing engine.
     */
    protected Parker() {}

    /**
     * The calling thread's, at the beginning of an operation that may wait; a fiber keeps the same one for all of its life. Nobody
     * may know yet that the thread is to be unparked for this operation: unparks of earlier ones are forgotten.
     */
    public static Parker current() {
        FiberCore fiber = CurrentFiber.get();
        if (fiber == null) {
            Thread thread = Thread.currentThread();
            return thread.isVirtual() ? new OutsiderParker(thread) : new ThreadParker(thread);
        }
        Parker parker = fiber.parker();
        parker.forgetPermit();
        return parker;
    }

    /** The calling thread's, if that is a fiber. */
    public static @Nullable Parker ofFiber() {
        FiberCore fiber = CurrentFiber.get();
        return fiber == null ? null : fiber.parker();
    }

    /** Forgets earlier unparks, if that is cheaper than to let them end the next park for no reason. */
    protected void forgetPermit() {}

    /**
     * Parks the thread, which is the calling one, until it is unparked or interrupted, or for no reason at all: the caller re-checks
     * what it waits for. Returns at once if it was unparked since the last time, or is interrupted.
     *
     * @param blocker what the thread waits for, as diagnostics see it
     */
    public abstract void park(Object blocker);

    /**
     * Ends the thread's park, or the next one that it begins. By any thread; allocates nothing where the thread is a fiber. What the
     * caller has written before, the thread sees when it has returned from that park.
     */
    public abstract void unpark();

    // While the thread waits for a lock that others hold for a moment

    /**
     * Waits for a moment, or goes to where others run who want the lock.
     *
     * @param tries how often it has been tried so far
     * @param rival the {@link #place()} of the last one that had to wait for this lock; 0 if there was none
     */
    public void pauseForLock(int tries, int rival) {
        Backoff.pause(tries);
    }

    /** Where the calling thread runs: the same number for those that can only run in turn; 0 if that makes no difference. */
    public int place() {
        return 0;
    }

    /** The thread has waited for a lock for so long. */
    public void waitedForLock(long nanos) {}

    /** The thread that parks. */
    public abstract Thread thread();

    /** How often virtual threads that are no fibers have parked. */
    public static long outsidersParks() {
        return OutsiderParker.BEGUN.sum();
    }

    /** Whether any virtual thread is parked that is no fiber, but for those that wait for a group to end. */
    public static boolean areOutsidersParked() {
        return OutsiderParker.BEGUN.sum() - OutsiderParker.ENDED.sum() > OutsiderParker.WAITING_FOR_GROUPS.sum();
    }

    /** The calling thread is about to wait for the fibers of a group, and does nothing else: 1; or has done so: -1. */
    public static void waitsForGroup(int change) {
        if (Thread.currentThread().isVirtual() && CurrentFiber.get() == null) {
            OutsiderParker.WAITING_FOR_GROUPS.add(change);
        }
    }

    /** Of a virtual thread that is no fiber. Its parks are counted, as nothing lists such threads. */
    private static final class OutsiderParker extends ThreadParker {
        static final LongAdder BEGUN = new LongAdder();
        static final LongAdder ENDED = new LongAdder();
        static final LongAdder WAITING_FOR_GROUPS = new LongAdder();

        OutsiderParker(Thread thread) {
            super(thread);
        }

        @Override
        public void park(Object blocker) {
            BEGUN.increment();
            try {
                super.park(blocker);
            } finally {
                ENDED.increment();
            }
        }
    }

    /** The way that is always right: for any thread, on any JDK. */
    public static sealed class ThreadParker extends Parker permits OutsiderParker, SpinningParker {
        private final Thread thread;

        public ThreadParker(Thread thread) {
            this.thread = thread;
        }

        @Override
        public void park(Object blocker) {
            LockSupport.park(blocker);
        }

        @Override
        public void unpark() {
            // I1: of a virtual thread that has a permit already, LockSupport only reads that. See StalePermitTest
            VarHandle.fullFence();
            LockSupport.unpark(thread);
        }

        @Override
        public Thread thread() {
            return thread;
        }
    }
}
