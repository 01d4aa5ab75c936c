package org.csp4j.patterns.flow;

import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.timer;
import static org.csp4j.Csp.when;
import static org.csp4j.patterns.internal.Intake.received;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.csp4j.Csp;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Timer;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.csp4j.patterns.internal.Undelivered;
import org.jspecify.annotations.Nullable;

/**
 * Collects elements into lists, by number and by time.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="batch"}
 *
 * <p>A batch is passed on when it is full, or when its first element has been kept for {@code maxWait}, or when the source has ended. While
 * the receiver does not take it, it goes on growing until it is full; then the source has to wait. Each element is in one batch, in the
 * order of the source. No batch is empty; the lists cannot be changed.
 *
 * <p>When the source ends, the channel closes behind the last batch; with the source's cause, if that has failed. When the receiver
 * {@linkplain ReceiveChannel#cancel() cancels}, the source is cancelled, and what has been collected goes to the hook, or is dropped.
 *
 * <p>Costs a fiber, and a timer that is armed while a batch is open.
 */
public final class Batcher<T> {
    private final ReceiveChannel<? extends T> source;
    private final int size;
    private final @Nullable Duration maxWait;
    private final Undelivered<? super T> undelivered;
    private final Outlet<List<T>> out;
    private final @Nullable Timer timer; // due when the batch has been open for long enough
    private List<T> batch = new ArrayList<>();
    private boolean isTimeUp;
    private boolean isEnded; // the source
    private @Nullable Throwable failure; // of the source

    private Batcher(
            ReceiveChannel<? extends T> source,
            int size,
            @Nullable Duration maxWait,
            Undelivered<? super T> undelivered,
            Outlet<List<T>> out) {
        this.source = source;
        this.size = size;
        this.maxWait = maxWait;
        this.undelivered = undelivered;
        this.out = out;
        this.timer = maxWait == null ? null : timer(maxWait);
    }

    /**
     * Starts a stage that makes batches of so many elements; the last may be smaller.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static <T> ReceiveChannel<List<T>> batches(ReceiveChannel<? extends T> source, int size) {
        return start(source, size, null, Undelivered.dropped());
    }

    /**
     * Starts a stage that makes batches of at most so many elements, none of which is kept for longer than this.
     *
     * @throws IllegalArgumentException if the size or {@code maxWait} is not positive
     */
    public static <T> ReceiveChannel<List<T>> batches(ReceiveChannel<? extends T> source, int size, Duration maxWait) {
        return start(source, size, Args.positive("maxWait", maxWait), Undelivered.dropped());
    }

    /**
     * Starts a stage that makes batches; each element that the receiver's cancel keeps from being delivered goes to the hook.
     *
     * @throws IllegalArgumentException if the size or {@code maxWait} is not positive
     */
    public static <T> ReceiveChannel<List<T>> batches(
            ReceiveChannel<? extends T> source, int size, Duration maxWait, Consumer<? super T> onUndelivered) {
        return start(source, size, Args.positive("maxWait", maxWait), Undelivered.to(onUndelivered));
    }

    private static <T> ReceiveChannel<List<T>> start(
            ReceiveChannel<? extends T> source,
            int size,
            @Nullable Duration maxWait,
            Undelivered<? super T> undelivered) {
        Args.positive("size", size);
        return Stage.start(
                "batcher",
                List.of(new Stage.Source<>(source, undelivered)),
                out -> new Batcher<T>(source, size, maxWait, undelivered, out).run());
    }

    private void run() throws InterruptedException {
        try {
            boolean hasLeft = false;
            while (!hasLeft && (!isEnded || !batch.isEmpty())) {
                hasLeft = turn();
            }
        } finally {
            batch.forEach(undelivered::tell);
        }
        if (failure != null) {
            throw new Stage.SourceFailure(failure);
        }
    }

    /** Waits for whatever happens next; returns whether that is the receiver's leave. */
    private boolean turn() throws InterruptedException {
        boolean isOpen = !batch.isEmpty() && batch.size() < size && !isEnded && !isTimeUp;
        boolean isDue = !batch.isEmpty() && !isOpen;
        return select(
                when(!isEnded && batch.size() < size, received(source, this::taken)),
                when(isDue, out.sentFrom(() -> Collections.unmodifiableList(batch), this::delivered)),
                when(isOpen, receive(timer == null ? Csp.<Instant>never() : timer, _ -> timeIsUp())),
                out.left(() -> true));
    }

    private boolean taken(Received.Eventually<T> received) {
        switch (received) {
            case Received.Value<T>(var element) -> {
                if (timer != null && batch.isEmpty()) {
                    timer.reset(Objects.requireNonNull(maxWait));
                }
                batch.add(element);
                source.drainTo(batch, size - batch.size()); // what is there, without a select for each
            }
            case Received.Closed<T>(var cause) -> {
                isEnded = true;
                failure = cause;
            }
        }
        return false;
    }

    private boolean timeIsUp() {
        isTimeUp = true;
        return false;
    }

    private boolean delivered() {
        batch = new ArrayList<>();
        isTimeUp = false;
        return false;
    }
}
