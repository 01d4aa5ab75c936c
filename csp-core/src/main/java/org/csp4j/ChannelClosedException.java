package org.csp4j;

import org.jspecify.annotations.Nullable;

/**
 * An operation met a closed channel: a send, or a receive when everything stored had been received. The message names
 * the operation, the channel and, where the channel {@linkplain ChannelBuilder#recordCloser() records} it, who closed it.
 * The {@linkplain #getCause() cause} is what was given to {@link SendChannel#close(Throwable)}. What was to be sent was
 * not delivered.
 */
public class ChannelClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String channelName;

    /** For the library: users receive this exception, they do not make it. */
    public ChannelClosedException(String message, String channelName, @Nullable Throwable cause) {
        super(message, cause);
        this.channelName = channelName;
    }

    /** The name of the channel, or what identifies it where it was given none. */
    public String channelName() {
        return channelName;
    }
}
