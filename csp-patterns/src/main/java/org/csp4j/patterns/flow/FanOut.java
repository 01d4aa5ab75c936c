package org.csp4j.patterns.flow;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Outlets;
import org.csp4j.patterns.internal.Stage;
import org.csp4j.patterns.internal.Undelivered;

/**
 * Distributes the elements of a source among several receivers: each element goes to one. To give each element to whoever is free,
 * let all receive from the source itself, which is a channel: that needs no stage.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="fan-out"}
 *
 * <p>Elements for one receiver come in the order of the source. An element waits until its receiver takes it, and the elements behind it
 * wait too, whoever they are for; where that is too strict, put a {@linkplain Pipeline#buffer buffer} behind.
 *
 * <p>When the source ends, all channels close, with its cause if it has failed. A receiver that {@linkplain ReceiveChannel#cancel()
 * cancels} its channel gets nothing more; when the last has, the source is cancelled. Elements that reach nobody by that go to the
 * hook, or are dropped.
 *
 * <p>Costs a fiber; O(1) an element.
 */
public final class FanOut {
    private FanOut() {}

    /** Passes one element on; false if there is nobody to take it. */
    private interface Route<T> {
        boolean send(T element, Outlets<T> outs) throws InterruptedException;
    }

    /**
     * Starts a stage that serves so many receivers in turn. One that has left is passed over.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static <T> List<ReceiveChannel<T>> roundRobin(ReceiveChannel<? extends T> source, int receivers) {
        return start(source, receivers, inTurn(), Undelivered.dropped());
    }

    /**
     * Starts a stage that serves so many receivers in turn; each element that their leave keeps from being delivered goes to the hook.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static <T> List<ReceiveChannel<T>> roundRobin(
            ReceiveChannel<? extends T> source, int receivers, Consumer<? super T> onUndelivered) {
        return start(source, receivers, inTurn(), Undelivered.to(onUndelivered));
    }

    /**
     * Starts a stage that gives all elements with the same key to the same of so many receivers. The elements of one that has left are
     * dropped.
     *
     * @param key tells the key of an element, which is not null; if it throws, the stage fails
     * @throws IllegalArgumentException if the number is not positive
     */
    public static <T> List<ReceiveChannel<T>> byKey(
            ReceiveChannel<? extends T> source, int receivers, Function<? super T, ?> key) {
        return start(source, receivers, toTheSame(key), Undelivered.dropped());
    }

    /**
     * Starts a stage that gives all elements with the same key to the same of so many receivers. The elements of one that has left go to
     * the hook.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static <T> List<ReceiveChannel<T>> byKey(
            ReceiveChannel<? extends T> source,
            int receivers,
            Function<? super T, ?> key,
            Consumer<? super T> onUndelivered) {
        return start(source, receivers, toTheSame(key), Undelivered.to(onUndelivered));
    }

    private static <T> List<ReceiveChannel<T>> start(
            ReceiveChannel<? extends T> source, int receivers, Route<T> route, Undelivered<? super T> undelivered) {
        Outlets<T> outs = new Outlets<>("fan-out", Args.positive("receivers", receivers));
        Stage.start("fan-out", List.of(new Stage.Source<>(source, undelivered)), outs.all(), () -> {
            for (T element = outs.next(source); element != null; element = outs.next(source)) {
                pass(element, outs, route, undelivered);
            }
        });
        return outs.receivers();
    }

    private static <T> void pass(T element, Outlets<T> outs, Route<T> route, Undelivered<? super T> undelivered)
            throws InterruptedException {
        boolean isTaken = false;
        try {
            isTaken = route.send(element, outs);
        } finally {
            if (!isTaken) {
                undelivered.tell(element);
            }
        }
    }

    private static <T> Route<T> inTurn() {
        int[] next = {0};
        return (element, outs) -> {
            for (int tries = outs.all().size(); tries > 0; tries--) {
                Outlet<T> out = outs.all().get(next[0]);
                next[0] = (next[0] + 1) % outs.all().size();
                if (out.send(element)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static <T> Route<T> toTheSame(Function<? super T, ?> key) {
        Objects.requireNonNull(key, "key");
        return (element, outs) -> {
            int hash = Objects.requireNonNull(key.apply(element), "the key of an element of a fan-out is null")
                    .hashCode();
            int spread = hash ^ (hash >>> 16); // as in HashMap: keys that differ in high bits alone are not all for one
            return outs.all().get(Math.floorMod(spread, outs.all().size())).send(element);
        };
    }
}
