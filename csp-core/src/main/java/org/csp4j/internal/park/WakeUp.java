package org.csp4j.internal.park;

import org.csp4j.internal.time.TimerNode;

/** A timer that ends the park of a thread: the thread itself then looks what time it is. */
public final class WakeUp extends TimerNode {
    private volatile Thread thread;

    public WakeUp(Thread thread) {
        this.thread = thread;
    }

    /** Changes whose park is ended, for a waiter that is passed from thread to thread. */
    public void thread(Thread newThread) {
        this.thread = newThread;
    }

    @Override
    protected void fire(long nowNanos) {
        Parker.unpark(thread);
    }
}
