package org.csp4j.internal.select;

import org.csp4j.ChannelClosedException;

/** The outcome of an operation that met a closed channel. */
public interface ClosedChannel {
    /** The failure of a send that met it; a new one each time, with the caller's stack. */
    ChannelClosedException sendFailure();

    /** The failure of a receive that met it; a new one each time, with the caller's stack. */
    ChannelClosedException receiveFailure();
}
