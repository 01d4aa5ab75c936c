package org.csp4j.internal.runtime;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.SendChannel;
import org.jspecify.annotations.Nullable;

/** The channels of a scope, which close once. */
final class OwnedChannels {
    private static final int FEW = 16;

    private List<SendChannel<?>> channels = new ArrayList<>(0); // guarded by this, as is what follows
    private int pruneAt = FEW;
    private boolean areClosed;
    private @Nullable Throwable cause;

    /** Adds a channel; closes it at once, if the others are closed. */
    void add(SendChannel<?> channel) {
        synchronized (this) {
            if (!areClosed) {
                if (channels.size() >= pruneAt) { // so that a scope does not grow by channels that are no more
                    channels.removeIf(SendChannel::isClosed);
                    pruneAt = Math.max(FEW, 2 * channels.size());
                }
                channels.add(channel);
                return;
            }
        }
        close(channel);
    }

    /** Whether there are any that it would close. */
    synchronized boolean areAny() {
        return channels.stream().anyMatch(channel -> !channel.isClosed());
    }

    /** Closes all, if they are open yet. When this returns all are closed: who comes while another one closes them closes them, too. */
    void close(@Nullable Throwable newCause) {
        List<SendChannel<?>> toClose;
        synchronized (this) {
            if (!areClosed) {
                areClosed = true;
                cause = newCause;
            }
            toClose = channels; // to which nothing is added any more
        }
        toClose.forEach(this::close);
        synchronized (this) {
            channels = List.of();
        }
    }

    /** Closes a channel as the others were closed: the cause stands since then. */
    private void close(SendChannel<?> channel) {
        Throwable known;
        synchronized (this) {
            known = cause;
        }
        if (known == null) {
            channel.close();
        } else {
            channel.close(known);
        }
    }
}
