package org.csp4j.torture;

import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.internal.jdk.VirtualThreads;

/** A fiber of an act, as the meddlers see it. */
final class Actor {
    private static final ThreadLocal<Actor> CURRENT = new ThreadLocal<>();

    private final boolean mayBeInterrupted;
    private final AtomicInteger interruptsSent = new AtomicInteger();
    private volatile Thread thread; // the actor itself, when it begins
    private int interruptsSeen; // the actor alone

    Actor(boolean mayBeInterrupted) {
        this.mayBeInterrupted = mayBeInterrupted;
    }

    void begin() {
        thread = Thread.currentThread();
        CURRENT.set(this);
    }

    /** Once there: dead or alive. */
    Thread thread() {
        return thread;
    }

    /** By a meddler; false if this one is not to be interrupted. */
    boolean interrupt() {
        if (!mayBeInterrupted) {
            return false;
        }
        interruptsSent.incrementAndGet(); // first: the actor may see it at once
        thread.interrupt();
        return true;
    }

    int interruptsSeen() {
        return interruptsSeen;
    }

    /** The calling actor's operation was interrupted. */
    static void interrupted(InterruptedException e) {
        Actor self = CURRENT.get();
        if (++self.interruptsSeen > self.interruptsSent.get()) {
            throw new AssertionError("interrupt " + self.interruptsSeen + " was seen, but not sent", e);
        }
    }

    /** The calling actor is in order: if nobody interrupts it, then neither it nor its carrier is interrupted. */
    static void check() {
        Actor self = CURRENT.get();
        if (!self.mayBeInterrupted) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("a fiber is interrupted, and nobody has done so");
            }
            if (VirtualThreads.currentCarrierThread().isInterrupted()) {
                throw new AssertionError("the interrupt of another fiber is left on the carrier");
            }
        }
        if (Thread.currentThread() != self.thread) {
            throw new AssertionError("the current thread is " + Thread.currentThread() + " inside " + self.thread);
        }
    }
}
