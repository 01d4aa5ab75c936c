package org.csp4j;

import java.time.Duration;
import org.csp4j.internal.channel.SendView;

/**
 * The sending end of a channel: what to pass to code that may only send.
 *
 * <p>Every form of sending has exactly one outcome. Either the element is handed over (to a receiver, or to the channel's
 * buffer), or it was not and is still the caller's; a close, an interrupt or a timeout that comes at the same moment
 * decides between the two, and never leaves both or neither.
 *
 * <p>All methods are safe for use by many threads; each costs O(1), but for {@link #close()}, which wakes everybody who
 * waits. Sending allocates nothing unless it has to wait: a fiber then makes one small object, the first time in its life,
 * and any other thread one each time. A timeout that has to be waited for is one more.
 *
 * <p>One that sends until the receiving side gives up:
 * {@snippet file="org/csp4j/examples/snippets/ChannelSnippets.java" region="cancelling"}
 *
 * @param <T> the type of the elements
 */
public sealed interface SendChannel<T> permits Channel, SendView {
    /**
     * Sends an element: waits until a receiver takes it (rendezvous), or until there is room to store it (buffered).
     *
     * @throws ChannelClosedException if the channel is, or becomes, closed before that; the element was not delivered
     * @throws InterruptedException if the caller is interrupted before that; the element was not delivered. An interrupt
     *     that comes later leaves the interrupt status set, and the call returns normally
     * @throws NullPointerException if the element is null
     */
    void send(T element) throws InterruptedException;

    /** Sends an element as {@link #send} does, and tells of a closed channel in its answer. */
    Sent.Eventually sendOrClosed(T element) throws InterruptedException;

    /**
     * Sends an element if that is possible without waiting. Never fails for another reason than its answer gives: where a
     * receiver waits or there is room, the element is handed over.
     */
    Sent.Now trySend(T element);

    /** Sends an element, and waits for at most this long. What is possible at once is done, however short the timeout. */
    Sent.Within trySend(T element, Duration timeout) throws InterruptedException;

    /** Sends an element, and waits until the deadline. What is possible at once is done, even past the deadline. */
    Sent.Within trySend(T element, Deadline deadline) throws InterruptedException;

    /**
     * Closes the channel: no more elements are accepted, those stored can still be received. Those who wait to send fail,
     * as in Go; those who wait to receive learn that the channel is closed.
     *
     * @return whether this call closed it; false if it was closed or cancelled already, and then nothing has changed
     */
    boolean close();

    /**
     * Closes the channel for a reason: as {@link #close()}, and the cause comes with every later failure, also with the one
     * that ends an iteration.
     */
    boolean close(Throwable cause);

    /** Whether the channel is closed or cancelled; stored elements may still be there to be received. */
    boolean isClosed();

    /** How many elements are stored; exact at the moment of the call, and never outside {@code 0..capacity()}. */
    int size();

    /** How many elements can be stored: 0 for a rendezvous channel, {@link Integer#MAX_VALUE} for an unbounded one. */
    int capacity();

    /** The name that the channel was given, or one that identifies it. */
    String name();
}
