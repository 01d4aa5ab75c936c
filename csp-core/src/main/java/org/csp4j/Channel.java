package org.csp4j;

import org.csp4j.internal.channel.LockedChannel;

/**
 * Passes elements from senders to receivers, first in first out. {@link Csp#chan()} makes one where each sender waits for
 * a receiver (<em>rendezvous</em>), {@link Csp#chan(int)} one that stores elements (<em>buffered</em>), and
 * {@link Csp#channel()} is the builder for names, overflow policies and hooks.
 *
 * <p>{@link #sendOnly()} and {@link #receiveOnly()} are what to pass to code that should have one direction only; not even
 * a cast leads back from them to the other.
 *
 * {@snippet file="org/csp4j/examples/snippets/ChannelSnippets.java" region="pipeline"}
 *
 * @param <T> the type of the elements
 */
public sealed interface Channel<T> extends SendChannel<T>, ReceiveChannel<T> permits LockedChannel {
    /** A view of this channel that can only send. */
    SendChannel<T> sendOnly();

    /** A view of this channel that can only receive. */
    ReceiveChannel<T> receiveOnly();

    /** How many elements the channel's {@link Overflow} policy has dropped so far; 0 with {@link Overflow#WAIT}. */
    long droppedCount();

    @Override
    int size();

    @Override
    int capacity();

    @Override
    String name();
}
