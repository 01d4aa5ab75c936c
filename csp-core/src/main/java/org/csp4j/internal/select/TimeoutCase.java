package org.csp4j.internal.select;

import java.time.Duration;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/** What to do when no other case could go on for some time, or until a deadline. */
public final class TimeoutCase<R extends @Nullable Object> extends CaseSpec<R> {
    private final @Nullable Duration timeout; // either this
    private final @Nullable ClockDeadline deadline; // or this

    final Branch<? extends R> handler;

    public TimeoutCase(Duration timeout, Branch<? extends R> handler) {
        this.timeout = timeout;
        this.deadline = null;
        this.handler = handler;
    }

    public TimeoutCase(ClockDeadline deadline, Branch<? extends R> handler) {
        this.timeout = null;
        this.deadline = deadline;
        this.handler = handler;
    }

    /** The deadline in a select that begins now. */
    ClockDeadline deadlineFromNow() {
        return timeout == null
                ? java.util.Objects.requireNonNull(deadline)
                : ClockDeadline.after(CurrentFiber.timers(), timeout);
    }
}
