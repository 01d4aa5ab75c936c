package org.csp4j.internal.channel;

import java.util.function.Consumer;
import org.csp4j.Channel;
import org.csp4j.Overflow;
import org.jspecify.annotations.Nullable;

/** Picks the channel for what was asked for. */
public final class ChannelFactory {
    private ChannelFactory() {}

    /** A channel with these properties. */
    public static <T> Channel<T> create(
            @Nullable String name,
            int capacity,
            Overflow overflow,
            @Nullable Consumer<? super T> onUndelivered,
            boolean recordsCloser) {
        boolean isPlain = overflow == Overflow.WAIT && onUndelivered == null && !recordsCloser;
        return new LockedChannel<>(
                name,
                capacity,
                isPlain ? ChannelOptions.plain() : new ChannelOptions<>(overflow, onUndelivered, recordsCloser, null));
    }
}
