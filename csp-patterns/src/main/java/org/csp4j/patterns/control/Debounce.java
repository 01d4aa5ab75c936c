package org.csp4j.patterns.control;

import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.timer;
import static org.csp4j.Csp.when;
import static org.csp4j.patterns.internal.Intake.received;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Timer;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.csp4j.patterns.internal.Undelivered;
import org.jspecify.annotations.Nullable;

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
public final class Debounce<T> {
    private final ReceiveChannel<? extends T> source;
    private final Duration quiet;
    private final Undelivered<? super T> dropped;
    private final Outlet<T> out;
    private final Timer timer;
    private @Nullable T latest;
    private boolean isDue;
    private boolean isEnded; // the source
    private @Nullable Throwable failure; // of the source

    private Debounce(
            ReceiveChannel<? extends T> source, Duration quiet, Undelivered<? super T> dropped, Outlet<T> out) {
        this.source = source;
        this.quiet = quiet;
        this.dropped = dropped;
        this.out = out;
        this.timer = timer(quiet);
    }

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
        return Stage.start(
                "debounce",
                List.of(new Stage.Source<>(source, dropped)),
                out -> new Debounce<T>(source, quiet, dropped, out).run());
    }

    private void run() throws InterruptedException {
        try {
            boolean hasLeft = false;
            while (!hasLeft && (!isEnded || latest != null)) {
                hasLeft = turn();
            }
        } finally {
            if (latest != null) {
                dropped.tell(latest);
            }
        }
        if (failure != null) {
            throw new Stage.SourceFailure(failure);
        }
    }

    /** Waits for whatever happens next; returns whether that is the receiver's leave. */
    private boolean turn() throws InterruptedException {
        boolean isNow = latest != null && (isDue || isEnded);
        return select(
                when(!isEnded, received(source, this::taken)),
                when(isNow, out.sentFrom(() -> Objects.requireNonNull(latest), this::delivered)),
                when(latest != null && !isNow, receive(timer, _ -> quietIsOver())),
                out.left(() -> true));
    }

    private boolean taken(Received.Eventually<T> received) {
        switch (received) {
            case Received.Value<T>(var element) -> {
                T before = latest;
                latest = element;
                isDue = false;
                timer.reset(quiet);
                if (before != null) {
                    dropped.tell(before);
                }
            }
            case Received.Closed<T>(var cause) -> {
                isEnded = true;
                failure = cause;
            }
        }
        return false;
    }

    private boolean quietIsOver() {
        isDue = true;
        return false;
    }

    private boolean delivered() {
        latest = null;
        isDue = false;
        return false;
    }
}
