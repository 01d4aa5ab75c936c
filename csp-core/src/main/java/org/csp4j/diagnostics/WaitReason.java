package org.csp4j.diagnostics;

import java.util.Optional;
import org.csp4j.internal.runtime.CspRuntime;

/**
 * What a thread that is parked in an operation of this library waits for.
 *
 * @param kind which operation
 * @param subject the name of what it waits on: a channel, the number of a select's cases, a duration
 */
public record WaitReason(Kind kind, String subject) {
    /** The operations that wait. */
    public enum Kind {
        /** For a receiver, or for room in a buffer. */
        SEND,
        /** For an element. */
        RECEIVE,
        /** For any of several cases. */
        SELECT,
        /** For time to pass. */
        SLEEP
    }

    /** What the thread waits for, if it is parked in this library: a fiber, another virtual thread or a platform thread. */
    public static Optional<WaitReason> of(Thread thread) {
        return CspRuntime.waitReasonOf(thread);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " on " + subject;
    }
}
