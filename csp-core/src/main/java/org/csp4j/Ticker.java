package org.csp4j;

import java.time.Duration;
import java.time.Instant;
import org.csp4j.internal.channel.PeriodicTimer;

/**
 * A channel that delivers on a period: the instant at which each tick was due. Made by {@link Csp#tick(Duration)}; Go's
 * {@code time.Ticker}.
 *
 * <p>Ticks are due at fixed multiples of the period, so that the ticker does not drift, however late they are received. For a
 * receiver that is slower than the ticker at most one tick waits; those that fall due before it is received are dropped.
 *
 * <p>A ticker costs nothing while nobody waits on it, and one that nobody refers to any more is garbage, whether it was
 * stopped or not. As a channel it has a capacity of one. It is never closed, except by {@link #cancel()}, which stops it for
 * good; an iteration over a ticker that is only stopped waits for a reset.
 *
 * {@snippet file="org/csp4j/examples/snippets/TimeSnippets.java" region="countdown"}
 */
public sealed interface Ticker extends ReceiveChannel<Instant> permits PeriodicTimer {
    /** Keeps the ticker from delivering, also a tick that was already due, until it is reset. Stopping twice is fine. */
    void stop();

    /**
     * Starts the ticker anew: the first tick is due one period from now. No tick of the earlier setting is received.
     *
     * @throws IllegalArgumentException if the period is not positive
     * @throws ChannelClosedException if the ticker was cancelled
     */
    void reset(Duration period);
}
