package org.csp4j;

import java.time.Duration;
import java.time.Instant;
import org.csp4j.internal.runtime.SteppedClock;

/**
 * Time that stands still until a test advances it. A scheduler that was built with it
 * ({@link Scheduler.Builder#clock(VirtualClock)}) measures everything by it: sleeps, timers, tickers, deadlines and the
 * timeouts of selects and channels.
 *
 * {@snippet file="org/csp4j/examples/snippets/TimeSnippets.java" region="virtual-clock"}
 */
public sealed interface VirtualClock permits SteppedClock {
    /** A clock that stands at the epoch. */
    static VirtualClock create() {
        return new SteppedClock();
    }

    /** The time it shows. */
    Instant now();

    /**
     * Moves time on by this much. Everything that falls due on the way is woken in the order in which it does, on the calling
     * thread, before this returns; what those that were woken do then, they do in their own time.
     *
     * @throws IllegalArgumentException if the length is negative
     * @throws ArithmeticException if that is more than 292 years after the epoch, where this clock ends
     */
    void advance(Duration by);

    /** How many parties are waiting for this clock: a test awaits that before it advances. */
    int waiting();
}
