package org.csp4j.patterns.flow;

import static org.csp4j.Csp.select;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.patterns.internal.Intake;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.csp4j.patterns.internal.Undelivered;
import org.jspecify.annotations.Nullable;

/**
 * Merges channels whose elements come in an order into one whose elements come in that order. To merge what comes as it comes, see
 * {@link org.csp4j.Csp#fanIn} and {@link Multiplexer}.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="ordered-merge"}
 *
 * <p>An element can be passed on when each source has shown its next one, or has ended: a source that is silent holds up the others. Of
 * elements that compare as equal, those of an earlier source come first.
 *
 * <p>When the last source has ended, the channel closes. When one has failed, it closes at once with that cause, and so it does with an
 * {@link OutOfOrderException} when an element is less than the one before it from the same source; the other sources are cancelled.
 * When the receiver {@linkplain ReceiveChannel#cancel() cancels}, all sources are cancelled. Elements that have been taken, or were
 * stored, and are not passed on go to the hook, or are dropped.
 *
 * <p>Costs a fiber; O(log sources) an element.
 */
public final class OrderedMerge<T> {
    /** The next element of a source, and how to wait for the one after it. */
    private final class Lane {
        private final int place;
        private final ReceiveChannel<? extends T> source;
        private final SelectCase<Boolean> shown; // false: the receiver has not left
        private @Nullable T head;
        private @Nullable T last;

        Lane(int place, ReceiveChannel<? extends T> source) {
            this.place = place;
            this.source = source;
            this.shown = Intake.<T, Boolean>received(source, what -> {
                show(this, what);
                return false;
            });
        }

        int place() {
            return place;
        }

        T head() {
            return Objects.requireNonNull(head);
        }
    }

    private final Comparator<? super T> order;
    private final Undelivered<? super T> undelivered;
    private final Outlet<T> out;
    private final List<Lane> lanes = new ArrayList<>(); // of all sources
    private final PriorityQueue<Lane> showing; // those with a head
    private final List<Lane> silent = new ArrayList<>(); // those that have none yet, and may get one

    private OrderedMerge(
            Comparator<? super T> order,
            List<? extends ReceiveChannel<? extends T>> sources,
            Undelivered<? super T> undelivered,
            Outlet<T> out) {
        this.order = order;
        this.undelivered = undelivered;
        this.out = out;
        this.showing = new PriorityQueue<>(
                Comparator.<Lane, T>comparing(Lane::head, order).thenComparingInt(Lane::place));
        for (int i = 0; i < sources.size(); i++) {
            lanes.add(new Lane(i, sources.get(i)));
        }
        silent.addAll(lanes);
    }

    /** Starts a stage that merges sources in this order. */
    public static <T> ReceiveChannel<T> of(
            Comparator<? super T> order, Collection<? extends ReceiveChannel<? extends T>> sources) {
        return start(order, sources, Undelivered.dropped());
    }

    /** Starts a stage that merges sources in this order; each element that is taken and not delivered goes to the hook. */
    public static <T> ReceiveChannel<T> of(
            Comparator<? super T> order,
            Collection<? extends ReceiveChannel<? extends T>> sources,
            Consumer<? super T> onUndelivered) {
        return start(order, sources, Undelivered.to(onUndelivered));
    }

    private static <T> ReceiveChannel<T> start(
            Comparator<? super T> order,
            Collection<? extends ReceiveChannel<? extends T>> sources,
            Undelivered<? super T> undelivered) {
        Objects.requireNonNull(order, "order");
        List<? extends ReceiveChannel<? extends T>> lanes = List.copyOf(sources);
        return Stage.start(
                "ordered-merge",
                lanes.stream()
                        .map(source -> new Stage.Source<T>(source, undelivered))
                        .toList(),
                out -> new OrderedMerge<T>(order, lanes, undelivered, out).run());
    }

    private void run() throws InterruptedException {
        try {
            while (awaitHeads() && !showing.isEmpty()) {
                Lane least = showing.element();
                if (!out.send(least.head())) {
                    return;
                }
                showing.remove();
                least.head = null;
                silent.add(least);
            }
        } finally {
            lanes.stream().filter(lane -> lane.head != null).forEach(lane -> undelivered.tell(lane.head()));
        }
    }

    /** Waits until no source is silent any more; returns false if the receiver has left. */
    private boolean awaitHeads() throws InterruptedException {
        while (!silent.isEmpty()) {
            boolean hasLeft = select(casesOfSilent());
            if (hasLeft) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // an array of a generic type
    private SelectCase<Boolean>[] casesOfSilent() {
        return Stream.concat(silent.stream().map(lane -> lane.shown), Stream.of(out.<Boolean>left(() -> true)))
                .toArray(SelectCase[]::new);
    }

    private void show(Lane lane, Received.Eventually<T> received) {
        silent.remove(lane);
        T element = Intake.elementOrEnd(received);
        if (element == null) {
            return;
        }
        lane.head = element; // from here on it is accounted for
        T last = lane.last;
        if (last != null && order.compare(last, element) > 0) {
            throw new OutOfOrderException("element " + element + " of channel '" + lane.source.name()
                    + "' is less than " + last + " before it; the sources of a merge have to be in its order");
        }
        lane.last = element;
        showing.add(lane);
    }
}
