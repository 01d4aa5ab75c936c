package org.csp4j.internal.channel;

import java.util.function.Consumer;
import org.csp4j.Overflow;
import org.jspecify.annotations.Nullable;

/**
 * What few channels have; the others share one object that says so.
 *
 * @param overflow what happens to an element that finds the channel full
 * @param onUndelivered is given elements that would otherwise vanish
 * @param recordsCloser whether to find out who closes the channel
 * @param onClosed runs when the channel has been closed or cancelled
 */
public record ChannelOptions<T>(
        Overflow overflow,
        @Nullable Consumer<? super T> onUndelivered,
        boolean recordsCloser,
        @Nullable Runnable onClosed) {
    private static final ChannelOptions<?> PLAIN = new ChannelOptions<>(Overflow.WAIT, null, false, null);

    /** No option at all. */
    @SuppressWarnings("unchecked") // it names no T
    public static <T> ChannelOptions<T> plain() {
        return (ChannelOptions<T>) PLAIN;
    }
}
