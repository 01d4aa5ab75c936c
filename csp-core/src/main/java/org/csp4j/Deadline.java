package org.csp4j;

import java.time.Duration;
import org.csp4j.internal.runtime.CspRuntime;
import org.csp4j.internal.time.ClockDeadline;

/**
 * A point in time that a wait ends at the latest, on the monotonic clock of the scheduler whose fiber made it. One deadline
 * can be handed through any number of calls, which together then take no longer than it allows.
 *
 * {@snippet file="org/csp4j/examples/snippets/TimeSnippets.java" region="deadline"}
 */
public sealed interface Deadline permits ClockDeadline {
    /** The point in time this long from now; one that has passed, where the length is negative. */
    static Deadline after(Duration timeout) {
        return CspRuntime.deadline(timeout);
    }

    /** How long it is until the deadline; negative when it has passed. */
    Duration remaining();

    /** Whether the deadline has passed. */
    default boolean isPast() {
        return remaining().compareTo(Duration.ZERO) <= 0;
    }
}
