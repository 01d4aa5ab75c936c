package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.jdk.Continuations;
import org.csp4j.internal.jdk.DirectParking;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.internal.util.Backoff;

/** Parks a fiber of the work-stealing engine without LockSupport, and is the task that resumes it. */
final class DirectParker extends Parker implements Runnable {
    /*
     *   word      by the fiber                               by an unparker (getAndSet PERMIT)
     *   NONE      stays, and the thread yields    L1         -> PERMIT, and puts this into a run queue if the thread is PARKED    L2
     *             -> PINNED, if it cannot yield
     *   PINNED    -> NONE, when it runs again                -> PERMIT, and unparks the carrier
     *   PERMIT    -> NONE: there is no park                  stays
     *
     * I1  An unpark is never lost (Dekker): the carrier makes the thread PARKED and then looks for a permit, who unparks leaves the
     *     permit and then looks whether the thread is PARKED; all of that is volatile. If both see the other, the thread is queued
     *     twice, and the second time finds that it is not PARKED.
     * I2  An interrupt, or LockSupport.unpark by others, goes the JDK's way: it takes PARKED to UNPARKED and submits the thread
     *     itself. A resume that comes then finds it not PARKED and does nothing; the fiber sees a wake-up for no reason.
     * I3  The permit stays after a park that it has ended, and is forgotten when the fiber next begins to wait for something: by then
     *     nobody can know of that. Whoever unparks for the sake of it has found the fiber in a queue, under a lock that the fiber
     *     held after it had forgotten. If the wake-up was for no reason, the next park consumes the permit, and returns: by a
     *     volatile write, so that what is looked at after it is not older.
     * Rejected: passing the fiber on from carrier to carrier without the JDK's state word. Dumps, interrupts and Thread.getState
     *     need it to be true.
     * Rejected: a state of its own for "parked". It needs one more atomic operation in each switch, and says what the JDK's word
     *     says already.
     * Checked by WorkStealingEngineTest, DirectParkingTest, DirectParkerStress (I1, I3), and by every suite that runs on this engine.
     */
    private static final int NONE = 0;
    private static final int PINNED = 1;
    private static final int PERMIT = 2;

    static final int MOMENT = 2; // so many tries to get a lock

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
        this.continuation = Continuations.of(thread);
    }

    @Override
    protected void forgetPermit() {
        WORD.setOpaque(this, NONE); // I3
    }

    @Override
    public void park(Object blocker) {
        if (word == PERMIT) {
            word = NONE; // I3
        } else if (!thread.isInterrupted()) {
            LockSupport.setCurrentBlocker(blocker);
            Carrier carrier = (Carrier) VirtualThreads.currentCarrierThread();
            carrier.parks(this);
            if (!DirectParking.park(thread, carrier, continuation)) { // L1
                parkPinned();
            }
            LockSupport.setCurrentBlocker(null);
        }
    }

    private void parkPinned() {
        if (WORD.compareAndSet(this, NONE, PINNED)) {
            while (word == PINNED && !thread.isInterrupted()) {
                LockSupport.park();
            }
            WORD.compareAndSet(this, PINNED, NONE);
        }
    }

    /** By the carrier: the thread is PARKED now. */
    void parked(Carrier carrier) {
        carrier.countPark();
        if (word == PERMIT) { // I1
            carrier.push(this);
        }
    }

    @Override
    public void unpark() {
        int before = (int) WORD.getAndSet(this, PERMIT); // L2
        if (before == PINNED) {
            LockSupport.unpark(thread);
        } else if (before == NONE && DirectParking.isParked(thread)) { // I1
            engine.execute(this);
        }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // to yield is to leave, here
    public void pauseForLock(int tries, int rival) {
        if (tries >= MOMENT && ((Carrier) VirtualThreads.currentCarrierThread()).isLeftFor(rival)) {
            Thread.yield();
        } else {
            Backoff.pause(tries);
        }
    }

    @Override
    public int place() {
        return ((Carrier) VirtualThreads.currentCarrierThread()).place();
    }

    @Override
    public void waitedForLock(long nanos) {
        ((Carrier) VirtualThreads.currentCarrierThread()).crowding.waited(nanos);
    }

    @Override
    public Thread thread() {
        return thread;
    }

    /** As a task, on a carrier: runs the thread, if it is parked. */
    @Override
    public void run() {
        Carrier carrier = (Carrier) VirtualThreads.currentCarrierThread();
        if (DirectParking.mount(thread)) { // or not (I2)
            try {
                Continuations.run(continuation, carrier);
            } finally {
                cameBack(carrier);
            }
        }
    }

    private void cameBack(Carrier carrier) {
        if (DirectParking.isParking(thread)) { // here, or by LockSupport, which comes to the same
            DirectParking.unmount(thread, carrier);
            parked(carrier);
        } else {
            DirectParking.leave(thread, continuation);
        }
    }
}
