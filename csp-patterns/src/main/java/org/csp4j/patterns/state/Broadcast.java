package org.csp4j.patterns.state;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.patterns.internal.Intake.received;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.FiberCancelledException;
import org.csp4j.Overflow;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.Sent;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each element on to all who have subscribed, who come and go, each with a buffer and a policy of its own.
 *
 * {@snippet file="org/csp4j/examples/snippets/StateSnippets.java" region="broadcast"}
 *
 * <p>A subscriber receives what is published after it has subscribed, in the order in which it was published, but for what its policy drops:
 * with {@link Overflow#WAIT} nothing, and publishers wait for it when its buffer is full; with the others the oldest or newest, of which a
 * hook can be told. Without subscribers, elements are dropped.
 *
 * <p>Publishing and subscribing wait for the fiber, which does one after the other; it takes subscriptions while it waits for a subscriber, too.
 * {@link ReceiveChannel#cancel()} ends a subscription, also one that others wait for. When the broadcast is {@linkplain #close() closed},
 * subscribers receive what has been published, and then the end.
 *
 * <p>Costs a fiber, on the scheduler of who opens it and in its run or scope, with which it ends; and O(subscribers) an element. What is
 * published happens-before it is received.
 *
 * @param <T> the type of the elements
 */
public final class Broadcast<T> implements AutoCloseable {
    /*
     * I1  The fiber takes elements and subscriptions by rendezvous, in one order: whoever has subscribed gets what is published after that,
     *     and nothing that was published before. A lock around the subscribers would not do: a publisher goes on when the fiber has the
     *     element, which is before the fiber looks for whom it is.
     * I2  A subscription that is taken while an element is passed on does not get that one.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

    private final String name;
    private final Channel<T> inbox;
    private final Channel<Channel<T>> arrivals;
    private final List<Channel<T>> subscribers = new CopyOnWriteArrayList<>(); // the fiber writes

    private Broadcast(String name) {
        this.name = Objects.requireNonNull(name, "name");
        this.inbox = chan(name);
        this.arrivals = chan(name + "-subscriptions");
        Fibers.start(
                name,
                this::run,
                () -> end(new FiberCancelledException("broadcast '" + name + "' was cancelled before it began", null)));
    }

    /** Starts one without subscribers. */
    public static <T> Broadcast<T> open() {
        return open("broadcast");
    }

    /** Starts one with a name, which its fiber and its channels have too, and without subscribers. */
    public static <T> Broadcast<T> open(String name) {
        return new Broadcast<>(name);
    }

    // Publishing

    /**
     * Publishes an element: waits until the one before has been passed on to all.
     *
     * @throws ChannelClosedException if the broadcast is closed; nothing was published
     * @throws InterruptedException if the caller is interrupted before; nothing was published
     */
    public void publish(T element) throws InterruptedException {
        inbox.send(element);
    }

    /** Publishes an element, and waits for at most this long; only {@link Sent.Ok} means that it was published. */
    public Sent.Within publish(T element, Duration timeout) throws InterruptedException {
        return inbox.trySend(element, timeout);
    }

    /** A case that publishes an element. */
    public <R extends @Nullable Object> SelectCase<R> publishing(T element, SelectCase.Branch<? extends R> handler) {
        return send(inbox, element, handler);
    }

    /** Publishes no more. Closing again does nothing. */
    @Override
    public void close() {
        inbox.close();
    }

    /** Publishes no more, for this reason: subscribers learn of it behind what has been published. */
    public void close(Throwable cause) {
        inbox.close(cause);
    }

    // Subscribing

    /**
     * Subscribes, with a buffer for so many elements, and publishers that wait when it is full. When the broadcast is closed, that is a
     * subscription without elements.
     *
     * @throws InterruptedException if the caller is interrupted before it has subscribed
     * @throws IllegalArgumentException if the capacity is negative
     */
    public ReceiveChannel<T> subscribe(int capacity) throws InterruptedException {
        return add(channel().name(name).capacity(capacity).build());
    }

    /**
     * Subscribes, with a buffer for so many elements, and this policy when it is full.
     *
     * @param onDropped what is told of elements that the policy drops; it runs in the fiber of the broadcast
     * @throws InterruptedException if the caller is interrupted before it has subscribed
     * @throws IllegalArgumentException if the capacity is negative; or is zero, and the policy is to drop; or is not one, and it is
     *     {@link Overflow#CONFLATE}
     */
    public ReceiveChannel<T> subscribe(int capacity, Overflow overflow, Consumer<? super T> onDropped)
            throws InterruptedException {
        return add(channel().name(name).overflow(overflow).capacity(capacity).build(onDropped));
    }

    private ReceiveChannel<T> add(Channel<T> subscriber) throws InterruptedException {
        if (arrivals.sendOrClosed(subscriber) instanceof Sent.Closed(Throwable cause)) {
            close(subscriber, cause);
        }
        return subscriber.receiveOnly();
    }

    /** How many have subscribed, and have not left, at the moment of the call. */
    public int subscribers() {
        return (int) subscribers.stream()
                .filter(subscriber -> !subscriber.isClosed())
                .count();
    }

    // The fiber

    private void run() throws InterruptedException {
        LOG.debug("broadcast '{}' begins", name);
        try {
            boolean hasEnded = false;
            while (!hasEnded) {
                hasEnded = select(received(inbox, this::passOrEnd), arrival(false));
            }
        } catch (Throwable e) {
            end(e);
            throw e;
        }
    }

    private <R extends @Nullable Object> SelectCase<R> arrival(R result) {
        return receive(arrivals, subscriber -> {
            subscribers.add(subscriber);
            return result;
        });
    }

    /** Returns whether that was the end. */
    private boolean passOrEnd(Received.Eventually<T> received) throws InterruptedException {
        return switch (received) {
            case Received.Value<T>(var element) -> {
                pass(element);
                yield false;
            }
            case Received.Closed<T>(var why) -> {
                end(why);
                yield true;
            }
        };
    }

    private void pass(T element) throws InterruptedException {
        subscribers.removeIf(Channel::isClosed);
        List<Channel<T>> waiting = new ArrayList<>(subscribers); // I2: a copy
        waiting.removeIf(subscriber -> !(subscriber.trySend(element) instanceof Sent.Full));
        while (!waiting.isEmpty()) {
            waiting.remove(passToOne(element, waiting));
        }
    }

    /** Returns who has got it, or has left; null if somebody else has subscribed meanwhile. */
    @SuppressWarnings("unchecked") // an array of a generic type
    private @Nullable Channel<T> passToOne(T element, List<Channel<T>> waiting) throws InterruptedException {
        try {
            return select((SelectCase<@Nullable Channel<T>>[]) Stream.concat(
                            Stream.of(this.<@Nullable Channel<T>>arrival(null)),
                            waiting.stream().map(subscriber -> send(subscriber, element, () -> subscriber)))
                    .toArray(SelectCase[]::new));
        } catch (ChannelClosedException e) {
            return waiting.stream().filter(Channel::isClosed).findAny().orElseThrow(() -> e);
        }
    }

    private void end(@Nullable Throwable why) {
        LOG.debug("broadcast '{}' ends", name, why);
        if (why == null) {
            arrivals.cancel();
            inbox.cancel(); // also where the fiber never began
        } else {
            arrivals.cancel(why);
            inbox.cancel(why);
        }
        subscribers.forEach(subscriber -> close(subscriber, why));
        subscribers.clear();
    }

    private static void close(Channel<?> subscriber, @Nullable Throwable why) {
        if (why == null) {
            subscriber.close();
        } else {
            subscriber.close(why);
        }
    }
}
