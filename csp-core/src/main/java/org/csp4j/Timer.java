package org.csp4j;

import java.time.Duration;
import java.time.Instant;
import org.csp4j.internal.channel.OneShotTimer;

/**
 * A channel that delivers once: the instant at which the timer was due. Made by {@link Csp#timer(Duration)}; Go's
 * {@code time.Timer}, with the meaning it has since Go 1.23: after {@link #stop()} and {@link #reset(Duration)} no value of an
 * earlier setting is ever received.
 *
 * <p>A timer costs nothing while nobody waits on it: it is due by the clock, and is known to the timer service only while
 * somebody is parked on it. One that nobody refers to any more is garbage, whether it was stopped or not.
 *
 * <p>As a channel it has a capacity of one: its size is 1 from the moment it is due until the value is received. It is never
 * closed, except by {@link #cancel()}, which stops it for good.
 *
 * {@snippet file="org/csp4j/examples/snippets/TimeSnippets.java" region="debounce"}
 */
public sealed interface Timer extends ReceiveChannel<Instant> permits OneShotTimer {
    /**
     * Keeps the timer from delivering, until it is reset.
     *
     * @return whether this call did so; false if the value had been received, or the timer was stopped already
     */
    boolean stop();

    /**
     * Sets the timer to be due this long from now, whatever it was before.
     *
     * @return whether the timer had still been going to deliver by its earlier setting
     * @throws ChannelClosedException if the timer was cancelled
     */
    boolean reset(Duration delay);
}
