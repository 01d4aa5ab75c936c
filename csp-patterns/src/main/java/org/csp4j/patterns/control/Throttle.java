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
public final class Throttle<T> {
    private final ReceiveChannel<? extends T> source;
    private final Duration period;
    private final Undelivered<? super T> dropped;
    private final Outlet<T> out;
    private final Timer timer;
    private @Nullable T latest;
    private boolean isOpen = true; // no period lasts
    private boolean isEnded; // the source
    private @Nullable Throwable failure; // of the source

    private Throttle(
            ReceiveChannel<? extends T> source, Duration period, Undelivered<? super T> dropped, Outlet<T> out) {
        this.source = source;
        this.period = period;
        this.dropped = dropped;
        this.out = out;
        this.timer = timer(period);
    }

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
        return Stage.start(
                "throttle",
                List.of(new Stage.Source<>(source, dropped)),
                out -> new Throttle<T>(source, period, dropped, out).run());
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
        return select(
                when(!isEnded, received(source, this::taken)),
                when(isOpen && latest != null, out.sentFrom(() -> Objects.requireNonNull(latest), this::delivered)),
                when(!isOpen, receive(timer, _ -> periodIsOver())),
                out.left(() -> true));
    }

    private boolean taken(Received.Eventually<T> received) {
        switch (received) {
            case Received.Value<T>(var element) -> {
                T before = latest;
                latest = element;
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

    private boolean periodIsOver() {
        isOpen = true;
        return false;
    }

    private boolean delivered() {
        latest = null;
        isOpen = false;
        timer.reset(period);
        return false;
    }
}
