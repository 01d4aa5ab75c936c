package org.csp4j.internal.jdk;

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
     *   claim()     on a carrier              PARKED -> RUNNING by CAS; not if the JDK has won: then it has submitted the thread, or
     *                                         does so when it has looked at the stack
     *   mount()     on it                     the thread is the current one, and the carrier interrupted if the thread is
     *   unmount()   on it, after a park       PARKING -> PARKED; by LockSupport it may have been, too
     *   settle()    on it, after a fence      looks for who has come while it parked
     *   leave()     on it, otherwise          the thread has yielded for the JDK, or has ended
     *
     * Between mount() and unmount(), or leave(), its continuation is run (Continuations). The fence before settle() is that of the next
     * claim(), where one thread follows upon another: so a switch has one of them less.
     *
     * The steps are those of the JDK, in its order, but for one. The JDK takes the thread's interrupt lock in each unmount, to wait
     * for somebody who is just interrupting the thread: he may have read who carries it, and not yet interrupted the carrier. Here
     * the lock is taken only if the thread has been interrupted.
     *
     * I1  When settle() returns, nobody will touch the carrier any more who took it for the one that carries this thread. Who
     *     interrupts writes `interrupted` and reads the carrier, and then interrupts it, all under the lock; here the carrier is
     *     set to null, and then `interrupted` is read, with a full fence between (Dekker). So if he has read the carrier, either
     *     `interrupted` is seen, and this waits for the lock; or the thread has cleared `interrupted` meanwhile, which it does
     *     under the lock, after him. In both cases the carrier's own status is cleared after he has set it.
     * I2  A foreign unpark, or an interrupt, of a thread that is about to park is not lost: who unparks writes the permit and reads the
     *     state, here PARKED is written and then, after the fence, the permit read.
     * I3  From the write of PARKED on, the thread may run elsewhere. What follows touches nothing of it, but for its interrupt lock,
     *     and its state: by a CAS that makes it run once more at worst.
     * I4  From mount() on, until its caller has returned, nothing here asks for the current thread: the compiler takes that for a
     *     constant in methods that are not the JDK's. In one that begins before unmount() it may be the virtual thread for ever.
     *     So the carrier's interrupt status is cleared as the JDK's unmount does it, not by Thread.interrupted().
     *
     * I5  An interrupt is not lost between: who interrupts writes `interrupted` and then reads the carrier, here the carrier is written,
     *     volatile, and then `interrupted` read. What the carrier was interrupted for before the thread is none of that one's.
     *
     * Rejected: no JVM TI notifications as long as no agent is there. One may come at any moment, also between two notifications
     *     that belong together; they cost the writing of a byte each.
     * Rejected: going from one thread to the next without the carrier being the current thread between. Monitors and JFR go by it.
     * Source: java.lang.VirtualThread of JDK 25: park, runContinuation, mount, unmount, afterYield, tryGetStackTrace.
     */

    private DirectParking() {}

    /** Why threads can only be parked by LockSupport; null if they can be parked directly. */
    public static @Nullable String whyUnavailable() {
        String whyNot = VirtualThreads.whyUnavailable(ThreadMembers.class, Continuations.class);
        if (whyNot != null) {
            return whyNot;
        }
        return ThreadMembers.ARE_STATES_TOLD_APART ? null : "its states are not told apart";
    }

    /**
     * Makes a virtual thread smaller, which has just been made: what is locked to interrupt it is an object that it has anyway, and that
     * only the JDK knows; and so is what its scheduler is given, which is to run that by {@link ContinuationTasks#run}.
     */
    public static void shrink(Thread thread) {
        ThreadMembers.SET_INTERRUPT_LOCK.accept(thread, Continuations.of(thread));
        ContinuationTasks.shrink(thread);
    }

    // On the virtual thread

    /**
     * The calling virtual thread is about to park. Then follow {@link Continuations#leavesCarrier}, and {@link #goesOn}.
     *
     * @return false if it cannot leave its carrier directly; then nothing has been done
     */
    public static boolean parks(Thread self) {
        Thread carrier = VirtualThreads.currentCarrierThread();
        if (!Continuations.isOn(carrier, Continuations.of(self))) {
            return false;
        }
        ThreadMembers.TO_PARKING.accept(self); // until it is PARKED, nobody asks but the carrier
        ThreadMembers.BEFORE_YIELD.accept(self);
        return true;
    }

    /** The thread has come back from its park, or has not parked. */
    public static void goesOn(Thread self, boolean hasParked) {
        VarHandle.releaseFence(); // as the JDK does, against some transformations of the compiler
        ThreadMembers.AFTER_MOUNT.accept(self);
        if (!hasParked) {
            ThreadMembers.TO_RUNNING.accept(self);
        }
    }

    /** Parks the thread as the JDK does, where it cannot leave its carrier directly; returns as {@link Continuations#leavesCarrier}. */
    public static boolean parkByJdk(Thread self) {
        boolean hasYielded = false;
        ThreadMembers.TO_PARKING.accept(self);
        try {
            hasYielded = ThreadMembers.YIELD.test(self);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // as the JDK does; it fails if there is no room to copy the stack from
        } finally {
            if (!hasYielded) {
                ThreadMembers.TO_RUNNING.accept(self);
            }
        }
        return hasYielded;
    }

    /**
     * Parks the carrier with the thread on it, which is the calling one and cannot leave it: the JDK's LockSupport would first try to, and
     * fail where there is no room on the stack to copy it from.
     */
    public static void parkCarrier(Thread self) {
        ThreadMembers.PARK_CARRIER.accept(self);
    }

    // On carriers

    /** Whether the thread is parked, by whatever means, or just about to be looked at in that state. */
    public static boolean isParked(Thread thread) {
        return (ThreadMembers.STATE.applyAsInt(thread) & ~ThreadMembers.SUSPENDED) == ThreadMembers.PARKED;
    }

    /**
     * Lays hold of a parked thread, so that the calling carrier alone runs it. Then follow {@link #mount}, {@link Continuations#run}, and
     * {@link #unmount} or {@link #leave}. A full fence in any case.
     *
     * @return false if it is not parked, or is not to go on just now: then the JDK has submitted it, or will
     */
    public static boolean claim(Thread thread) {
        VarHandle.fullFence(); // costs nothing where the CAS that follows is one
        while (!ThreadMembers.PARKED_TO_RUNNING.test(thread)) {
            int seen = ThreadMembers.STATE.applyAsInt(thread);
            if (seen == (ThreadMembers.PARKED | ThreadMembers.SUSPENDED)) {
                LockSupport.unpark(thread); // who looks at its stack submits it then
            }
            if (seen != ThreadMembers.PARKED) {
                return false;
            }
        }
        return true;
    }

    /** Makes a thread that was claimed the current one of the calling carrier. */
    public static void mount(Thread thread, Thread carrier) {
        if (VirtualThreads.HAS_JVMCI) {
            ThreadMembers.MOUNT.accept(thread);
            return;
        }
        ThreadMembers.BEFORE_MOUNT.accept(thread);
        ThreadMembers.SET_CARRIER.accept(thread, carrier); // I5
        if (thread.isInterrupted()) {
            ThreadMembers.SET_INTERRUPT.accept(carrier);
        } else if (carrier.isInterrupted()) {
            clearUnlessInterrupted(thread, carrier);
        }
        ThreadMembers.SET_CURRENT.accept(carrier, thread);
    }

    /** The carrier is interrupted for the thread, just now, or for something that was before. */
    private static void clearUnlessInterrupted(Thread thread, Thread carrier) {
        synchronized (ThreadMembers.INTERRUPT_LOCK.apply(thread)) {
            if (!thread.isInterrupted()) {
                ThreadMembers.CLEAR_INTERRUPT.accept(carrier);
            }
        }
    }

    /** Whether a thread that has come back has done so to park. */
    public static boolean isParking(Thread thread) {
        return ThreadMembers.STATE.applyAsInt(thread) == ThreadMembers.PARKING;
    }

    /** A thread has come back that {@link #isParking}. Then follow a full fence, and {@link #settle}. */
    public static void unmount(Thread thread, Thread carrier) {
        if (!VirtualThreads.HAS_JVMCI) {
            ThreadMembers.SET_CURRENT.accept(carrier, carrier);
            ThreadMembers.SET_NO_CARRIER.accept(thread); // I1
            VarHandle.storeStoreFence();
            ThreadMembers.AFTER_UNMOUNT.accept(thread);
        } else {
            ThreadMembers.UNMOUNT.accept(thread);
        }
        ThreadMembers.TO_PARKED.accept(thread);
    }

    /** After a full fence that follows {@link #unmount}, with no thread mounted: whoever wanted the thread meanwhile is served. */
    public static void settle(Thread thread, Thread carrier) {
        if (ThreadMembers.HAS_PERMIT.test(thread) && ThreadMembers.PARKED_TO_UNPARKED.test(thread)) { // I2, I3
            ThreadMembers.SUBMIT.accept(thread);
        }
        if (thread.isInterrupted()) {
            waitForInterrupter(thread); // I1
        }
        if (carrier.isInterrupted()) {
            ThreadMembers.CLEAR_INTERRUPT.accept(carrier); // I4
        }
    }

    private static void waitForInterrupter(Thread thread) {
        synchronized (ThreadMembers.INTERRUPT_LOCK.apply(thread)) {
            // whoever has read the carrier has interrupted it by now
        }
    }

    /** A thread has come back that is not parking. */
    public static void leave(Thread thread, Object continuation) {
        ThreadMembers.UNMOUNT.accept(thread);
        if (Continuations.hasEnded(continuation)) {
            ThreadMembers.AFTER_DONE.accept(thread);
        } else {
            ThreadMembers.AFTER_YIELD.accept(thread);
        }
    }
}
