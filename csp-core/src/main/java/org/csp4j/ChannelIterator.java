package org.csp4j;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Receives one element ahead, in {@code hasNext}. */
final class ChannelIterator<T> implements Iterator<T> {
    private final ReceiveChannel<T> channel;
    private @Nullable T ahead;

    ChannelIterator(ReceiveChannel<T> channel) {
        this.channel = channel;
    }

    @Override
    public boolean hasNext() {
        if (ahead != null) {
            return true;
        }
        try {
            return switch (channel.receiveOrClosed()) {
                case Received.Value<T>(T element) -> {
                    ahead = element;
                    yield true;
                }
                case Received.Closed<T>(Throwable cause) when cause != null -> throw failure();
                case Received.Closed<T> _ -> false;
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedOperationException(e);
        }
    }

    /** The failure of a receive, which tells closed from cancelled, and by whom. */
    private ChannelClosedException failure() throws InterruptedException {
        try {
            channel.receive();
        } catch (ChannelClosedException e) {
            return e;
        }
        throw new AssertionError("received from " + channel.name() + ", which was closed and drained");
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("channel " + channel.name() + " is closed and drained");
        }
        T element = ahead;
        ahead = null;
        return java.util.Objects.requireNonNull(element);
    }
}
