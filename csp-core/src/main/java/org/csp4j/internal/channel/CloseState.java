package org.csp4j.internal.channel;

import org.csp4j.ChannelCancelledException;
import org.csp4j.ChannelClosedException;
import org.csp4j.Received;
import org.csp4j.Sent;
import org.csp4j.internal.select.ClosedChannel;
import org.jspecify.annotations.Nullable;

/** That a channel is closed, and why: the outcome of every operation that meets it afterwards. */
final class CloseState implements ClosedChannel {
    private final ReceiveEnd<?> channel;
    private final boolean isCancelled;
    private final @Nullable Throwable cause;
    private final @Nullable String closer;

    /** The answers of the forms that do not throw; made once, not at each call. */
    final Sent.Closed sent;

    final Received.Closed<?> received;

    CloseState(ReceiveEnd<?> channel, boolean isCancelled, @Nullable Throwable cause, @Nullable String closer) {
        this.channel = channel;
        this.isCancelled = isCancelled;
        this.cause = cause;
        this.closer = closer;
        this.sent = new Sent.Closed(cause);
        this.received = new Received.Closed<>(cause);
    }

    @Override
    public ChannelClosedException sendFailure() {
        return failure("send on ");
    }

    @Override
    public ChannelClosedException receiveFailure() {
        return failure("receive from ");
    }

    /** The failure of another operation. */
    ChannelClosedException failure(String operation) {
        StringBuilder message = new StringBuilder(operation)
                .append(channel.describe())
                .append(isCancelled ? ", cancelled by its receiving side" : ", closed");
        if (closer != null) {
            message.append(" by ").append(closer);
        }
        if (cause != null) {
            message.append(", because of ").append(cause);
        }
        return isCancelled
                ? new ChannelCancelledException(message.toString(), channel.name(), cause)
                : new ChannelClosedException(message.toString(), channel.name(), cause);
    }
}
