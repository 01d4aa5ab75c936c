package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.jdk.VirtualThreads;

/** Parks a fiber of the work-stealing engine without LockSupport, and is the task that resumes it. */
final class DirectParker extends Parker implements Runnable {
    /*
     *   word      by the fiber                    by its carrier            by an unparker (getAndSet PERMIT)
     *   NONE      stays, and the thread yields    -> WAITING     L1         -> PERMIT: the carrier, or the next park, sees it
     *             -> PINNED, if it cannot yield
     *   WAITING   -> NONE, when it runs again     -                         -> PERMIT, and puts this into a run queue   L2
     *   PINNED    -> NONE, when it runs again     -                         -> PERMIT, and unparks the carrier
     *   PERMIT    -> NONE: there is no park       puts it into a run queue  -
     *
     * The carrier publishes WAITING only after the thread has yielded and the JDK has called it PARKED: whoever resumes it
     * finds it whole.
     *
     * I1  An unpark is never lost: the permit stays until the fiber has taken it, and a fiber that parks looks for it, as does
     *     its carrier after the yield. The fiber re-checks what it waits for after it has taken the permit.
     * I2  An interrupt, or LockSupport.unpark by others, goes the JDK's way: it takes PARKED to UNPARKED and submits the thread
     *     itself. A resume that comes then finds it not PARKED and does nothing; the fiber sees a wake-up for no reason.
     *     So does one whose carrier publishes WAITING late, when the JDK has resumed it already: the stale word costs it one
     *     unpark's worth of a task that does nothing, or one more look.
     * E1  What precedes unpark() happens-before what follows the park() that it ends: the word is volatile.
     * Rejected: passing the fiber on from carrier to carrier without the JDK's state word. Dumps, interrupts and Thread.getState
     *     need it to be true.
     * Checked by WorkStealingEngineTest, and by every suite that runs on this engine.
     */
    private static final int NONE = 0;
    private static final int WAITING = 1;
    private static final int PINNED = 2;
    private static final int PERMIT = 3;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(DirectParker.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkStealingEngine engine;
    private final Thread thread;
    private final Object continuation;
    private volatile int word;

    DirectParker(WorkStealingEngine engine, Thread thread) {
        this.engine = engine;
        this.thread = thread;
        this.continuation = VirtualThreads.continuation(thread);
    }

    @Override
    public void park(Object blocker) {
        if (word != PERMIT && !thread.isInterrupted()) {
            LockSupport.setCurrentBlocker(blocker);
            Carrier carrier = (Carrier) VirtualThreads.currentCarrierThread();
            carrier.parking = this;
            if (!VirtualThreads.park(thread)) {
                carrier.parking = null; // still the same one: pinned
                parkPinned();
            }
            LockSupport.setCurrentBlocker(null);
        }
        word = NONE; // I1
    }

    private void parkPinned() {
        if (WORD.compareAndSet(this, NONE, PINNED) || word == WAITING) {
            WORD.compareAndSet(this, WAITING, PINNED); // left over (I2)
            while (word == PINNED && !thread.isInterrupted()) {
                LockSupport.park();
            }
        }
    }

    /** By the carrier, after the thread has yielded. */
    void publish(Carrier carrier) {
        if (!WORD.compareAndSet(this, NONE, WAITING) && word == PERMIT) { // L1
            carrier.push(this);
        }
    }

    @Override
    public void unpark() {
        int before = (int) WORD.getAndSet(this, PERMIT); // L2, E1
        if (before == WAITING) {
            engine.execute(this);
        } else if (before == PINNED) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    /** As a task: resumes the thread, if it is parked. */
    @Override
    public void run() {
        VirtualThreads.resume(thread, continuation); // or not (I2)
    }
}
