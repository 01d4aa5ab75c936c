package org.csp4j.internal.select;

import java.util.List;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/**
 * How long a select that begins to wait waits at the most.
 *
 * @param deadline until when; null for ever
 * @param spec the case that is chosen then
 */
record FirstTimeout<R extends @Nullable Object>(
        @Nullable ClockDeadline deadline, @Nullable TimeoutCase<? extends R> spec) {

    /** The earliest of these timeouts; the first of those that come together. */
    static <R extends @Nullable Object> FirstTimeout<R> of(List<TimeoutCase<? extends R>> timeouts) {
        ClockDeadline first = null;
        TimeoutCase<? extends R> firstSpec = null;
        for (TimeoutCase<? extends R> spec : timeouts) {
            ClockDeadline deadline = spec.deadlineFromNow();
            if (first == null || ClockDeadline.earlier(first, deadline) != first) {
                first = deadline;
                firstSpec = spec;
            }
        }
        return new FirstTimeout<>(first, firstSpec);
    }

    boolean isOver() {
        return deadline != null && deadline.isPast();
    }

    /** The case that is chosen; only where there is a deadline. */
    TimeoutCase<? extends R> timeout() {
        return java.util.Objects.requireNonNull(spec);
    }
}
