package org.csp4j;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to send. Each form of sending has its own sealed answer, so that a {@code switch} must name
 * every outcome that this form can have, and no other:
 *
 * <ul>
 *   <li>{@link Now}: of {@link SendChannel#trySend(Object)}, which does not wait;
 *   <li>{@link Within}: of the timed forms, which wait until a deadline;
 *   <li>{@link Eventually}: of {@link SendChannel#sendOrClosed(Object)}, which waits for as long as it takes.
 * </ul>
 *
 * <p>Of all of them, only {@link Ok} means that the channel has the element; after any other it is still the caller's.
 *
 * {@snippet file="org/csp4j/examples/snippets/ChannelSnippets.java" region="tries"}
 */
public sealed interface Sent {
    /** Whether the channel, or a receiver, has the element now. */
    default boolean isOk() {
        return this instanceof Ok;
    }

    /** What a send found that does not wait. */
    sealed interface Now extends Sent permits Ok, Full, Closed {}

    /** What a send found that waits until a deadline. */
    sealed interface Within extends Sent permits Ok, TimedOut, Closed {}

    /** What a send found that waits for as long as it takes. */
    sealed interface Eventually extends Sent permits Ok, Closed {}

    /** The element was handed to a receiver, stored, or given to the channel's overflow policy. */
    record Ok() implements Now, Within, Eventually {}

    /** Nobody was waiting for an element and there was no room for one. */
    record Full() implements Now {}

    /** The deadline came before a receiver or room for the element. */
    record TimedOut() implements Within {}

    /**
     * The channel is closed or cancelled.
     *
     * @param cause why, where the one who closed it said so
     */
    record Closed(@Nullable Throwable cause) implements Now, Within, Eventually {}
}
