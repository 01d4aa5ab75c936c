package org.csp4j;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.csp4j.internal.channel.ReceiveEnd;
import org.csp4j.internal.channel.ReceiveView;

/**
 * The receiving end of a channel: what to pass to code that may only receive.
 *
 * <p>Every form of receiving has exactly one outcome. No element is lost by an interrupt, a timeout or a close that comes
 * at the same moment: either the call returns the element, or the element is still there for the next receiver.
 *
 * <p>All methods are safe for use by many threads; each costs O(1), but for those that say otherwise. Receiving allocates
 * nothing unless it has to wait, save for the answer of the forms that wrap it; where it waits, it costs what sending does
 * ({@link SendChannel}).
 *
 * <p>Without exceptions, for as long as there is something to receive:
 * {@snippet file="org/csp4j/examples/snippets/ChannelSnippets.java" region="value-or-closed"}
 *
 * @param <T> the type of the elements
 */
public sealed interface ReceiveChannel<T> extends Iterable<T> permits Channel, Timer, Ticker, ReceiveEnd, ReceiveView {
    /**
     * Receives an element: waits until there is one. A closed channel first gives what it has stored.
     *
     * @throws ChannelClosedException if the channel is, or becomes, closed and has nothing stored
     * @throws InterruptedException if the caller is interrupted before it has an element; none was taken. An interrupt that
     *     comes later leaves the interrupt status set, and the call returns the element
     */
    T receive() throws InterruptedException;

    /** Receives an element as {@link #receive} does, and tells of a closed channel in its answer: Go's {@code v, ok := <-c}. */
    Received.Eventually<T> receiveOrClosed() throws InterruptedException;

    /**
     * Receives an element if there is one without waiting. Never fails for another reason than its answer gives: where an
     * element is stored or a sender waits, it is received.
     */
    Received.Now<T> tryReceive();

    /** Receives an element, and waits for at most this long. One that is there is received, however short the timeout. */
    Received.Within<T> tryReceive(Duration timeout) throws InterruptedException;

    /** Receives an element, and waits until the deadline. One that is there is received, even past the deadline. */
    Received.Within<T> tryReceive(Deadline deadline) throws InterruptedException;

    /**
     * Receives at least one element and at most {@code max}: waits for the first as {@link #receive} does, and takes what
     * can be had without waiting after it. The list is the caller's. Costs O(elements received).
     *
     * @throws IllegalArgumentException if {@code max} is less than 1
     */
    List<T> receiveBatch(int max) throws InterruptedException;

    /**
     * Moves what can be received without waiting, at most {@code max} elements, into a collection. Costs O(elements moved).
     * If the collection refuses an element by an exception, that element goes to the hook of
     * {@link ChannelBuilder#build(java.util.function.Consumer)}, and the exception is thrown.
     *
     * @return how many were moved
     * @throws IllegalArgumentException if {@code max} is negative
     */
    int drainTo(Collection<? super T> sink, int max);

    /** Moves everything that can be received without waiting into a collection; see {@link #drainTo(Collection, int)}. */
    default int drainTo(Collection<? super T> sink) {
        return drainTo(sink, Integer.MAX_VALUE);
    }

    /**
     * Gives the channel up: it is closed for senders, who fail with a {@link ChannelCancelledException}, and what was stored
     * comes back to the caller. Nobody receives anything after that. On a channel that is closed or cancelled already, just
     * returns what was still stored.
     *
     * @return the elements that were stored, in their order, each of them exactly once
     */
    List<T> cancel();

    /** Gives the channel up as {@link #cancel()} does; the senders' failures have this cause. */
    List<T> cancel(Throwable cause);

    /** Whether the channel is closed or cancelled and nothing is stored: a receive would fail. */
    boolean isDrained();

    /** How many elements are stored; exact at the moment of the call, and never outside {@code 0..capacity()}. */
    int size();

    /** How many elements can be stored: 0 for a rendezvous channel, {@link Integer#MAX_VALUE} for an unbounded one. */
    int capacity();

    /** The name that the channel was given, or one that identifies it. */
    String name();

    /**
     * Receives until the channel is closed and drained: {@code for (T element : channel)}, Go's {@code range}. Each step
     * waits as {@link #receive} does, in {@code hasNext}, which holds the element until {@code next} gives it out: a loop
     * that is left takes nothing that it has not seen. An iterator belongs to one thread; many may iterate over one channel,
     * and share its elements.
     *
     * <p>A channel that was closed or cancelled with a cause ends the loop with the {@link ChannelClosedException} that
     * {@link #receive} throws, so that a producer that failed is not taken for one that has finished. An interrupt ends it with
     * an {@link InterruptedOperationException}.
     */
    @Override
    default Iterator<T> iterator() {
        return new ChannelIterator<>(this);
    }

    /**
     * The elements until the channel is closed and drained, as a sequential stream that receives each element only when it
     * is asked for it. Ends as the {@linkplain #iterator() iteration} does.
     */
    default Stream<T> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), 0), false);
    }
}
