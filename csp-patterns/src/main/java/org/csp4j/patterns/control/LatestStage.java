package org.csp4j.patterns.control;

import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.timer;
import static org.csp4j.Csp.when;
import static org.csp4j.patterns.internal.Intake.received;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Timer;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.csp4j.patterns.internal.Undelivered;
import org.jspecify.annotations.Nullable;

/** A stage that keeps the latest element while a period lasts, passes it on then, and drops the ones before. For its fiber alone. */
final class LatestStage<T> {
    /** When a period begins, over and over. */
    enum Period {
        /** With each element that comes; when no more will come, it is over. */
        SINCE_TAKEN,
        /** With each element that the receiver takes. */
        SINCE_DELIVERED
    }

    private final Period period;
    private final Duration length;
    private final ReceiveChannel<? extends T> source;
    private final Undelivered<? super T> dropped;
    private final Outlet<T> out;
    private final Timer timer;
    private boolean isOver = true; // so nothing is armed until the first period begins
    private @Nullable T latest;
    private boolean isEnded; // the source
    private @Nullable Throwable failure; // of the source

    private LatestStage(
            Period period,
            Duration length,
            ReceiveChannel<? extends T> source,
            Undelivered<? super T> dropped,
            Outlet<T> out) {
        this.period = period;
        this.length = length;
        this.source = source;
        this.dropped = dropped;
        this.out = out;
        this.timer = timer(length);
    }

    /** Starts a stage of this name; each element that is not passed on goes to the hook. */
    static <T> ReceiveChannel<T> start(
            String name,
            Period period,
            Duration length,
            ReceiveChannel<? extends T> source,
            Undelivered<? super T> dropped) {
        return Stage.start(
                name,
                List.of(new Stage.Source<>(source, dropped)),
                out -> new LatestStage<T>(period, length, source, dropped, out).run());
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
        boolean isNow = isOver || (isEnded && period == Period.SINCE_TAKEN);
        return select(
                when(!isEnded, received(source, this::taken)),
                when(isNow && latest != null, out.sentFrom(() -> Objects.requireNonNull(latest), this::delivered)),
                when(!isNow, receive(timer, _ -> over())),
                out.left(() -> true));
    }

    private boolean taken(Received.Eventually<T> received) {
        switch (received) {
            case Received.Value<T>(var element) -> {
                T before = latest;
                latest = element;
                if (period == Period.SINCE_TAKEN) {
                    begin();
                }
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

    private boolean delivered() {
        latest = null;
        if (period == Period.SINCE_DELIVERED) {
            begin();
        }
        return false;
    }

    private void begin() {
        isOver = false;
        timer.reset(length);
    }

    private boolean over() {
        isOver = true;
        return false;
    }
}
