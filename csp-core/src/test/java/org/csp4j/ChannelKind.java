package org.csp4j;

/** The kinds of channels that there are to test. */
enum ChannelKind {
    RENDEZVOUS(0, Overflow.WAIT),
    BUFFERED_1(1, Overflow.WAIT),
    BUFFERED_3(3, Overflow.WAIT),
    BUFFERED_128(128, Overflow.WAIT),
    UNBOUNDED(Integer.MAX_VALUE, Overflow.WAIT),
    DROP_OLDEST(3, Overflow.DROP_OLDEST),
    DROP_NEWEST(3, Overflow.DROP_NEWEST),
    CONFLATED(1, Overflow.CONFLATE);

    /** More than one chunk of an unbounded store. */
    private static final int MANY = 200;

    private final int capacity;
    private final Overflow overflow;

    ChannelKind(int capacity, Overflow overflow) {
        this.capacity = capacity;
        this.overflow = overflow;
    }

    ChannelBuilder builder() {
        ChannelBuilder builder = Csp.channel();
        if (capacity == Integer.MAX_VALUE) {
            builder.unbounded();
        } else {
            builder.capacity(capacity);
        }
        return builder.overflow(overflow);
    }

    int capacity() {
        return capacity;
    }

    /** How many elements a test stores to fill the channel, or to have many in one that is never full. */
    int storable() {
        return Math.min(capacity, MANY);
    }

    /** Whether every element that is sent is received, for as long as nobody cancels. */
    boolean isLossless() {
        return overflow == Overflow.WAIT;
    }
}
