package org.csp4j.internal.park;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.diagnostics.WaitReason;

/** What a parked thread waits for; it can be asked of the thread while it is parked. */
public interface Blocker {
    /** Made on demand: parking does not pay for it. */
    WaitReason waitReason();

    /** The reason of a thread that is parked in this library. */
    static Optional<WaitReason> reasonOf(Thread thread) {
        return LockSupport.getBlocker(thread) instanceof Blocker blocker
                ? Optional.of(blocker.waitReason())
                : Optional.empty();
    }
}
