package org.csp4j.internal.fiber;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Who is no fiber. */
public non-sealed class ThreadParker implements Parker {
    private final Thread thread;

    /** One that parks this thread. */
    public ThreadParker(Thread thread) {
        this.thread = thread;
    }

    /** The calling thread's. */
    static ThreadParker current() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? new OutsiderParker(thread) : new ThreadParker(thread);
    }

    @Override
    public final Thread thread() {
        return thread;
    }

    /** See {@link Parker#park}. */
    protected void park(Object blocker) {
        LockSupport.park(blocker);
    }

    /** See {@link Parker#unpark}. */
    protected void unpark() {
        unpark(thread);
    }

    /** Ends the park of a thread that parks by LockSupport. */
    static void unpark(Thread thread) {
        // Parker I1: of a virtual thread that has a permit already, LockSupport only reads that. See StalePermitTest
        VarHandle.fullFence();
        LockSupport.unpark(thread);
    }

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

    /** A virtual thread that is no fiber. Its parks are counted, as nothing lists such threads. */
    private static final class OutsiderParker extends ThreadParker {
        static final LongAdder BEGUN = new LongAdder();
        static final LongAdder ENDED = new LongAdder();
        static final LongAdder WAITING_FOR_GROUPS = new LongAdder();

        OutsiderParker(Thread thread) {
            super(thread);
        }

        @Override
        protected void park(Object blocker) {
            BEGUN.increment();
            try {
                super.park(blocker);
            } finally {
                ENDED.increment();
            }
        }
    }
}
