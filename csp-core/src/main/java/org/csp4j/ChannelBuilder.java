package org.csp4j;

import java.util.Objects;
import java.util.function.Consumer;
import org.csp4j.internal.runtime.CspRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Builds a channel that {@link Csp#chan()} cannot: with a name, an overflow policy or hooks. Begins as a rendezvous
 * channel. A builder belongs to one thread, and can build any number of channels.
 *
 * {@snippet file="org/csp4j/examples/snippets/ChannelSnippets.java" region="overflow"}
 */
public final class ChannelBuilder {
    private @Nullable String name;
    private int capacity;
    private Overflow overflow = Overflow.WAIT;
    private boolean recordsCloser;

    ChannelBuilder() {}

    /** Names the channel; messages, thread dumps and reports use the name. */
    public ChannelBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Stores up to this many elements; 0 makes a rendezvous channel. The memory for all of them is allocated at once.
     *
     * @throws IllegalArgumentException if the capacity is negative
     */
    public ChannelBuilder capacity(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity " + capacity + " is negative; 0 makes a rendezvous channel");
        }
        this.capacity = capacity;
        return this;
    }

    /** Stores as many elements as there is memory for; senders never wait. Grows and shrinks with what is stored. */
    public ChannelBuilder unbounded() {
        this.capacity = Integer.MAX_VALUE;
        return this;
    }

    /** What to do with an element that finds the channel full. {@link Overflow#CONFLATE} sets the capacity to one. */
    public ChannelBuilder overflow(Overflow overflow) {
        this.overflow = Objects.requireNonNull(overflow, "overflow");
        if (overflow == Overflow.CONFLATE) {
            this.capacity = 1;
        }
        return this;
    }

    /** Records who closes the channel, and from where, for the message of {@link ChannelClosedException}. */
    public ChannelBuilder recordCloser() {
        this.recordsCloser = true;
        return this;
    }

    /**
     * Makes the channel.
     *
     * @throws IllegalArgumentException if an overflow policy was chosen for a channel that is never full (unbounded), or that
     *     stores nothing (rendezvous); or another capacity than one after {@link Overflow#CONFLATE}
     */
    public <T> Channel<T> build() {
        return make(null);
    }

    /**
     * Makes the channel, with a hook for every element that it has accepted and that would otherwise vanish: one that the
     * overflow policy drops, or one that a collection refused in
     * {@link ReceiveChannel#drainTo(java.util.Collection, int)}. What {@link ReceiveChannel#cancel()} returns has not vanished,
     * and is not passed to the hook; nor is what a failed send leaves with its caller.
     *
     * <p>The hook runs on the thread of the operation, after it has taken effect and outside any lock. It must not block for
     * long; an exception out of it is logged, and changes nothing.
     *
     * @throws IllegalArgumentException as {@link #build()}
     */
    public <T> Channel<T> build(Consumer<? super T> onUndelivered) {
        return make(Objects.requireNonNull(onUndelivered, "onUndelivered"));
    }

    private <T> Channel<T> make(@Nullable Consumer<? super T> onUndelivered) {
        if (overflow != Overflow.WAIT && (capacity == 0 || capacity == Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "overflow policy " + overflow + " needs a bounded buffer, but the channel is "
                            + (capacity == 0 ? "a rendezvous; give it a capacity(n)" : "unbounded"));
        }
        if (overflow == Overflow.CONFLATE && capacity != 1) {
            throw new IllegalArgumentException("overflow policy " + overflow + " keeps one element, but capacity "
                    + capacity + " was chosen after it; DROP_OLDEST keeps as many");
        }
        return CspRuntime.channel(name, capacity, overflow, onUndelivered, recordsCloser);
    }
}
