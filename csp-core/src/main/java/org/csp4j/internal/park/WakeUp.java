package org.csp4j.internal.park;

import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.time.TimerNode;

/** A timer that ends the park of a thread: the thread itself then looks what time it is. */
public final class WakeUp extends TimerNode {
    private volatile Parker parker;

    public WakeUp(Parker parker) {
        this.parker = parker;
    }

    /** Changes whose park is ended, for a waiter that is passed from thread to thread. */
    public void parker(Parker newParker) {
        this.parker = newParker;
    }

    @Override
    protected void fire(long nowNanos) {
        Parker.unpark(parker);
    }
}
