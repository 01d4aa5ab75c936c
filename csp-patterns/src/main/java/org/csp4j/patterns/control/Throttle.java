package org.csp4j.patterns.control;

import java.time.Duration;
import java.util.function.Consumer;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Undelivered;

/**
 * Passes on at most one element in a period: the first at once, and then the latest when the period is over.
 *
 * {@snippet file="org/csp4j/examples/snippets/ControlSnippets.java" region="throttle"}
 *
 * <p>A period begins when an element is taken by the receiver. Elements that come meanwhile take each other's place; what has given way,
 * and what a cancel keeps from being delivered, goes to the hook, or is dropped. To delay elements rather than drop them, see
 * {@link RateLimiter}.
 *
 * <p>When the source ends, its last element is passed on when the period is over, and the channel closes; with the source's cause, if
 * that has failed. When the receiver {@linkplain ReceiveChannel#cancel() cancels}, the source is cancelled.
 *
 * <p>Costs a fiber, and a timer that is armed while a period lasts.
 */
public final class Throttle {
    private Throttle() {}

    /**
     * Starts a stage that passes on at most one element in a period.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    public static <T> ReceiveChannel<T> of(ReceiveChannel<? extends T> source, Duration period) {
        return start(source, period, Undelivered.dropped());
    }

    /**
     * Starts a stage that passes on at most one element in a period; each that is not passed on goes to the hook.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    public static <T> ReceiveChannel<T> of(
            ReceiveChannel<? extends T> source, Duration period, Consumer<? super T> onDropped) {
        return start(source, period, Undelivered.to(onDropped));
    }

    private static <T> ReceiveChannel<T> start(
            ReceiveChannel<? extends T> source, Duration period, Undelivered<? super T> dropped) {
        Args.positive("period", period);
        return LatestStage.start("throttle", LatestStage.Period.SINCE_DELIVERED, period, source, dropped);
    }
}
