package org.csp4j.internal.select;

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

    private static final FirstTimeout<?> NONE = new FirstTimeout<>(null, null);

    /** It waits for ever. */
    @SuppressWarnings("unchecked") // it has no case
    static <R extends @Nullable Object> FirstTimeout<R> none() {
        return (FirstTimeout<R>) NONE;
    }

    /** The earlier of this and one that begins now; this, if they come together. */
    FirstTimeout<R> orEarlier(TimeoutCase<? extends R> other) {
        ClockDeadline otherDeadline = other.deadlineFromNow();
        return deadline == null || ClockDeadline.earlier(deadline, otherDeadline) != deadline
                ? new FirstTimeout<>(otherDeadline, other)
                : this;
    }

    boolean isOver() {
        return deadline != null && deadline.isPast();
    }

    /** The case that is chosen; only where there is a deadline. */
    TimeoutCase<? extends R> timeout() {
        return java.util.Objects.requireNonNull(spec);
    }
}
