package org.csp4j.patterns.flow;

import static org.csp4j.Csp.select;
import static org.csp4j.Csp.when;
import static org.csp4j.patterns.internal.Intake.received;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.jspecify.annotations.Nullable;

/** A stage that stores elements: a full one does not receive, an empty one does not send. */
final class Buffer<T> {
    private final ReceiveChannel<? extends T> source;
    private final int capacity;
    private final Outlet<T> out;
    private final Queue<T> stored = new ArrayDeque<>();
    private boolean isEnded; // the source
    private @Nullable Throwable failure; // of the source

    private Buffer(ReceiveChannel<? extends T> source, int capacity, Outlet<T> out) {
        this.source = source;
        this.capacity = capacity;
        this.out = out;
    }

    /** Starts it; what it has stored when the source ends is passed on before the way out is closed. */
    static <T> ReceiveChannel<T> of(ReceiveChannel<? extends T> source, int capacity) {
        return Stage.start(
                "buffer", List.of(Stage.Source.of(source)), out -> new Buffer<T>(source, capacity, out).run());
    }

    private void run() throws InterruptedException {
        boolean hasLeft = false;
        while (!hasLeft && (!isEnded || !stored.isEmpty())) {
            hasLeft = select(
                    when(!isEnded && stored.size() < capacity, received(source, this::taken)),
                    when(!stored.isEmpty(), out.sentFrom(stored::element, this::delivered)),
                    out.left(() -> true));
        }
        if (failure != null) {
            throw new Stage.SourceFailure(failure);
        }
    }

    private boolean taken(Received.Eventually<T> received) {
        switch (received) {
            case Received.Value<T>(var element) -> stored.add(element);
            case Received.Closed<T>(var cause) -> {
                isEnded = true;
                failure = cause;
            }
        }
        return false;
    }

    private boolean delivered() {
        stored.remove();
        return false;
    }
}
