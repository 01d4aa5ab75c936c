package org.csp4j.internal.select;

import org.csp4j.internal.park.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a channel offers to a select. Each operation is atomic: it takes effect at one moment, under the channel's lock.
 *
 * <p>An outcome is, for a receive, the element, and for a send anything that is not null; for both, a {@link ClosedChannel}
 * where the channel is closed (for a receive: and drained).
 */
public interface Selectable extends SelectableView, WaitQueue.Site {
    /** Whether a receive looks possible at once: a guess without the lock, which is wrong only about what happens just now. */
    boolean looksReceivable();

    /** Whether a send looks possible at once; as {@link #looksReceivable()}. */
    boolean looksSendable();

    /** Receives, if that is possible at once. */
    @Nullable Object tryReceiveNow();

    /** Sends, if that is possible at once. Not for a channel that can only be received from. */
    @Nullable Object trySendNow(Object element);

    /** Receives for a case of a select; if that is not possible at once, queues the case, and returns null. */
    @Nullable Object receiveOrArm(SelectNode node);

    /** Sends the case's item; if that is not possible at once, queues the case, and returns null. */
    @Nullable Object sendOrArm(SelectNode node);

    @Override
    default Selectable selectable() {
        return this;
    }
}
