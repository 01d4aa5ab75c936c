package org.csp4j.internal.jdk;

import static org.csp4j.internal.jdk.VirtualThreads.thrown;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Parks and resumes virtual threads without {@link LockSupport}, by parts of the JDK. {@link #whyUnavailable()} tells whether this
 * JDK has them.
 */
public final class DirectParking {
    /*
     * A virtual thread goes through the same states as by LockSupport. What is left out is what lies between: the permit, the
     * task object, the hand-over to an executor and back.
     *
     *   park()      on the virtual thread     RUNNING -> PARKING, and the continuation yields
     *   mount()     on a carrier              PARKED -> RUNNING by CAS; not if the JDK has won: then it has submitted the thread, or
     *                                         does so when it has looked at the stack
     *   unmount()   on it, after a park       PARKING -> PARKED; by LockSupport it may have been, too
     *   leave()     on it, otherwise          the thread has yielded for the JDK, or has ended
     *
     * Between mount() and these two its continuation is run (Continuations).
     *
     * The steps are those of the JDK, in its order, but for one. The JDK takes the thread's interrupt lock in each unmount, to wait
     * for somebody who is just interrupting the thread: he may have read who carries it, and not yet interrupted the carrier. Here
     * the lock is taken only if the thread has been interrupted.
     *
     * I1  When unmount() returns, nobody will touch the carrier any more who took it for the one that carries this thread. Who
     *     interrupts writes `interrupted` and reads the carrier, and then interrupts it, all under the lock; here the carrier is
     *     set to null, and then `interrupted` is read, with a full fence between (Dekker). So if he has read the carrier, either
     *     `interrupted` is seen, and this waits for the lock; or the thread has cleared `interrupted` meanwhile, which it does
     *     under the lock, after him. In both cases the carrier's own status is cleared after he has set it.
     * I2  A foreign unpark, or an interrupt, of a thread that is about to park is not lost: who unparks writes the permit and reads the
     *     state, here PARKED is written and then the permit read.
     * I3  From the write of PARKED on, the thread may run elsewhere. What follows touches nothing of it, but for its interrupt lock,
     *     and its state: by a CAS that makes it run once more at worst.
     * I4  From mount() on, until its caller has returned, nothing here asks for the current thread: the compiler takes that for a
     *     constant in methods that are not the JDK's. In one that begins before unmount() it may be the virtual thread for ever.
     *     So the carrier's interrupt status is cleared as the JDK's unmount does it, not by Thread.interrupted().
     *
     * Rejected: no JVM TI notifications as long as no agent is there. One may come at any moment, also between two notifications
     *     that belong together; they cost the writing of a byte each.
     * Rejected: going from one thread to the next without the carrier being the current thread between. Monitors and JFR go by it.
     * Source: java.lang.VirtualThread of JDK 25: park, runContinuation, unmount, afterYield, tryGetStackTrace.
     */

    private DirectParking() {}

    /** Why threads can only be parked by LockSupport; null if they can be parked directly. */
    public static @Nullable String whyUnavailable() {
        String whyNot = VirtualThreads.whyUnavailable(ThreadHandles.class, Continuations.class);
        if (whyNot != null) {
            return whyNot;
        }
        return ThreadHandles.RUNNING == ThreadHandles.PARKED ? "its states are not told apart" : null;
    }

    // On the virtual thread

    /**
     * Parks the calling virtual thread, which is on this carrier, until it is resumed, unparked or interrupted.
     *
     * @return false if it was not parked: something on its stack pins it to its carrier, or there is no memory for the stack
     */
    public static boolean park(Thread self, Thread carrier, Object continuation) {
        boolean hasYielded = false;
        try {
            ThreadHandles.SET_STATE_RELEASE.invokeExact(
                    self, ThreadHandles.PARKING); // until it is PARKED, nobody asks but the carrier
            try {
                hasYielded = Continuations.yieldTo(self, carrier, continuation);
            } finally {
                if (!hasYielded) {
                    ThreadHandles.SET_STATE.invokeExact(self, ThreadHandles.RUNNING);
                }
            }
        } catch (OutOfMemoryError e) {
            return false; // as the JDK does
        } catch (Throwable e) {
            throw thrown(e);
        }
        return hasYielded;
    }

    // On carriers

    /** Whether the thread is parked, by whatever means, or just about to be looked at in that state. */
    public static boolean isParked(Thread thread) {
        try {
            return ((int) ThreadHandles.STATE.invokeExact(thread) & ~ThreadHandles.SUSPENDED) == ThreadHandles.PARKED;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * Makes a parked thread the current one of the calling carrier. Then follow {@link Continuations#run}, and {@link #unmount}
     * or {@link #leave}.
     *
     * @return false if it is not parked, or is not to go on just now: then the JDK has submitted it, or will
     */
    public static boolean mount(Thread thread) {
        try {
            while (!(boolean)
                    ThreadHandles.CAS_STATE.invokeExact(thread, ThreadHandles.PARKED, ThreadHandles.RUNNING)) {
                int seen = (int) ThreadHandles.STATE.invokeExact(thread);
                if (seen == (ThreadHandles.PARKED | ThreadHandles.SUSPENDED)) {
                    LockSupport.unpark(thread); // who looks at its stack submits it then
                }
                if (seen != ThreadHandles.PARKED) {
                    return false;
                }
            }
            ThreadHandles.MOUNT.invokeExact(thread);
            return true;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Whether a thread that has come back has done so to park. */
    public static boolean isParking(Thread thread) {
        try {
            return (int) ThreadHandles.STATE.invokeExact(thread) == ThreadHandles.PARKING;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** A thread has come back that {@link #isParking}. */
    public static void unmount(Thread thread, Thread carrier) {
        try {
            if (!VirtualThreads.HAS_JVMCI) {
                ThreadHandles.SET_CURRENT.invokeExact(carrier, carrier);
                ThreadHandles.SET_CARRIER_RELEASE.invokeExact(thread, (Thread) null); // before the fence: I1
                VarHandle.storeStoreFence();
                ThreadHandles.NOTIFY_UNMOUNT.invokeExact(thread, false);
            } else {
                ThreadHandles.UNMOUNT.invokeExact(thread);
            }
            ThreadHandles.SET_STATE.invokeExact(thread, ThreadHandles.PARKED); // the fence
            if ((boolean) ThreadHandles.PARK_PERMIT.invokeExact(thread)
                    && (boolean) ThreadHandles.CAS_STATE.invokeExact(
                            thread, ThreadHandles.PARKED, ThreadHandles.UNPARKED)) { // I2, I3
                ThreadHandles.SUBMIT.invokeExact(thread);
            }
            if (thread.isInterrupted()) {
                waitForInterrupter(thread); // I1
            }
            if (carrier.isInterrupted()) {
                ThreadHandles.CLEAR_INTERRUPT.invokeExact(carrier); // I4
            }
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    private static void waitForInterrupter(Thread thread) throws Throwable {
        synchronized ((Object) ThreadHandles.INTERRUPT_LOCK.invokeExact(thread)) {
            // whoever has read the carrier has interrupted it by now
        }
    }

    /** A thread has come back that is not parking. */
    public static void leave(Thread thread, Object continuation) {
        try {
            ThreadHandles.UNMOUNT.invokeExact(thread);
            if (Continuations.hasEnded(continuation)) {
                ThreadHandles.AFTER_DONE.invokeExact(thread);
            } else {
                ThreadHandles.AFTER_YIELD.invokeExact(thread);
            }
        } catch (Throwable e) {
            throw thrown(e);
        }
    }
}
