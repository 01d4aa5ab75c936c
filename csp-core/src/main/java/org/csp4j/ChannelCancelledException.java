package org.csp4j;

import org.jspecify.annotations.Nullable;

/** An operation met a channel whose receiving side has {@linkplain ReceiveChannel#cancel() given up}. */
public final class ChannelCancelledException extends ChannelClosedException {
    private static final long serialVersionUID = 1L;

    /** For the library: users receive this exception, they do not make it. */
    public ChannelCancelledException(String message, String channelName, @Nullable Throwable cause) {
        super(message, channelName, cause);
    }
}
