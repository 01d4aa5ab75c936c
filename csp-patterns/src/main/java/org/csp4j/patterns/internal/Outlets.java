package org.csp4j.patterns.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.csp4j.ChannelClosedException;
import org.csp4j.Csp;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.jspecify.annotations.Nullable;

/** The ways out of a stage with several receivers, any of whom may leave before the others. For one fiber. */
public final class Outlets<T> {
    private final List<Outlet<T>> all;
    private final List<Outlet<T>> remaining; // whose receivers have not left, as far as is known; in their order
    private SelectCase<Received.@Nullable Eventually<T>> @Nullable []
            cases; // to wait for an element; null if somebody has left

    /** So many ways out, called by this name and a number. */
    public Outlets(String name, int count) {
        this.all = IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Outlet<T>(name + "-" + i))
                .toList();
        this.remaining = new ArrayList<>(all);
    }

    public List<Outlet<T>> all() {
        return all;
    }

    /** Those that still have receivers, as far as is known. */
    public List<Outlet<T>> remaining() {
        return remaining;
    }

    public List<ReceiveChannel<T>> receivers() {
        return all.stream().map(Outlet::receiver).toList();
    }

    /** Leaves those out whose receivers have left. */
    private void look() {
        if (remaining.removeIf(Outlet::isLeft)) {
            cases = null;
        }
    }

    /**
     * Waits for the next element; null if there is no more to do, since the source has ended or the last receiver has left.
     *
     * @throws Stage.SourceFailure if the source has ended by a failure
     */
    public @Nullable T next(ReceiveChannel<? extends T> source) throws InterruptedException {
        Intake.checkInterrupt(() -> "receive on channel '" + source.name() + "'");
        look();
        while (!remaining.isEmpty()) {
            if (source.tryReceive() instanceof Received.Value<? extends T>(var element)) {
                return element;
            }
            Received.Eventually<T> received = Csp.select(casesFor(source));
            if (received != null) {
                return Intake.elementOrEnd(received);
            }
            look(); // somebody has left
        }
        return null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private SelectCase<Received.@Nullable Eventually<T>>[] casesFor(ReceiveChannel<? extends T> source) {
        if (cases == null) {
            SelectCase<Received.Eventually<T>> received =
                    Intake.<T, Received.Eventually<T>>received(source, what -> what);
            cases = Stream.concat(
                            Stream.of(received),
                            remaining.stream().map(out -> out.<Received.@Nullable Eventually<T>>left(() -> null)))
                    .toArray(SelectCase[]::new);
        }
        return cases;
    }

    /** Passes an element on to all whose receivers have not left, in the order in which they take it. */
    @SuppressWarnings("unchecked") // an array of a generic type
    public void sendToAll(T element) throws InterruptedException {
        List<Outlet<T>> waiting = new ArrayList<>(remaining);
        while (!waiting.isEmpty()) {
            try {
                Outlet<T> served = Csp.select((SelectCase<Outlet<T>>[]) waiting.stream()
                        .map(out -> out.<Outlet<T>>sent(element, () -> out))
                        .toArray(SelectCase[]::new));
                waiting.remove(served);
            } catch (ChannelClosedException e) { // a receiver has left
                waiting.removeIf(Outlet::isLeft);
            }
        }
    }
}
