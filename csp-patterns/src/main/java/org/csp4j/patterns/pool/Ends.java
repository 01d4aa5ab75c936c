package org.csp4j.patterns.pool;

import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.jspecify.annotations.Nullable;

/** Waits for a {@link Channel} on which nothing is sent to close. */
final class Ends {
    private Ends() {}

    /** Waits until it is closed, or until the deadline, if there is one; returns whether it is closed. */
    static boolean await(ReceiveChannel<Void> end, @Nullable Deadline deadline) throws InterruptedException {
        return deadline == null
                ? end.receiveOrClosed() instanceof Received.Closed<Void>
                : end.tryReceive(deadline) instanceof Received.Closed<Void>;
    }
}
