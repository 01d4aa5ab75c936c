package org.csp4j.internal.park;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.FiberCore;
import org.jspecify.annotations.Nullable;

/** What a parked thread waits for; it can be asked of the thread while it is parked. */
public interface Blocker {
    /** Made on demand: parking does not pay for it. Null if the thread has just gone on. */
    @Nullable WaitReason waitReason();

    /** The wait, if it is one that lasts, and nobody has ended it; null otherwise. Made on demand, too. */
    default @Nullable LastingWait lastingWait() {
        return null;
    }

    /** The reason of a thread that is parked in this library. */
    static Optional<WaitReason> reasonOf(Thread thread) {
        Blocker blocker = of(thread);
        return blocker == null ? Optional.empty() : Optional.ofNullable(blocker.waitReason());
    }

    /** What a thread waits for, if it is parked in this library, or what it will wait with next. */
    private static @Nullable Blocker of(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        FiberCore fiber = blocker == null ? FiberCore.of(thread) : null;
        return (fiber == null ? blocker : fiber.kept()) instanceof Blocker found ? found : null;
    }

    /**
     * The wait of a thread that is parked in this library, if it lasts; null if the thread may go on by itself. If two answers for the same
     * thread are equal, it was in that wait at every moment between them, nobody had ended it, and no interrupt was on its way
     * that came before the second one.
     */
    static @Nullable LastingWait lastingWaitOf(Thread thread) {
        // The interrupt first: it stays until the wait has been given up for it. If that has not happened when the
        // blocker is read, there
        // was none. The state is volatile, and PARKED is written after all that the thread has done.
        if (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
            return null;
        }
        Blocker blocker = of(thread);
        return blocker == null ? null : blocker.lastingWait();
    }
}
