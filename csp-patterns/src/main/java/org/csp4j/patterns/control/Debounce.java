package org.csp4j.patterns.control;

import java.time.Duration;
import java.util.function.Consumer;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Undelivered;

/**
 * Passes on the last element of a burst, once the source has been quiet for a while.
 *
 * {@snippet file="org/csp4j/examples/snippets/ControlSnippets.java" region="debounce"}
 *
 * <p>Each element takes the place of the one before that has not been passed on yet, and the wait begins anew; so a source that is never
 * quiet lets nothing through. An element that is due and not taken gives way as well. What has given way, and what a cancel keeps from
 * being delivered, goes to the hook, or is dropped.
 *
 * <p>When the source ends, its last element is passed on at once, and the channel closes; with the source's cause, if that has failed.
 * When the receiver {@linkplain ReceiveChannel#cancel() cancels}, the source is cancelled.
 *
 * <p>Costs a fiber, and a timer that is armed while an element waits.
 */
public final class Debounce {
    private Debounce() {}

    /**
     * Starts a stage that passes an element on when none has come for this long.
     *
     * @throws IllegalArgumentException if the length is not positive
     */
    public static <T> ReceiveChannel<T> of(ReceiveChannel<? extends T> source, Duration quiet) {
        return start(source, quiet, Undelivered.dropped());
    }

    /**
     * Starts a stage that passes an element on when none has come for this long; each that is not passed on goes to the hook.
     *
     * @throws IllegalArgumentException if the length is not positive
     */
    public static <T> ReceiveChannel<T> of(
            ReceiveChannel<? extends T> source, Duration quiet, Consumer<? super T> onDropped) {
        return start(source, quiet, Undelivered.to(onDropped));
    }

    private static <T> ReceiveChannel<T> start(
            ReceiveChannel<? extends T> source, Duration quiet, Undelivered<? super T> dropped) {
        Args.positive("quiet", quiet);
        return LatestStage.start("debounce", LatestStage.Period.SINCE_TAKEN, quiet, source, dropped);
    }
}
