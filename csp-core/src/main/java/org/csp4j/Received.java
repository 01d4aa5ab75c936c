package org.csp4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to receive. Each form of receiving has its own sealed answer, so that a {@code switch} must
 * name every outcome that this form can have, and no other:
 *
 * <ul>
 *   <li>{@link Now}: of {@link ReceiveChannel#tryReceive()}, which does not wait;
 *   <li>{@link Within}: of the timed forms, which wait until a deadline;
 *   <li>{@link Eventually}: of {@link ReceiveChannel#receiveOrClosed()}, which waits for as long as it takes.
 * </ul>
 *
 * {@snippet file="org/csp4j/examples/snippets/ChannelSnippets.java" region="timed"}
 *
 * @param <T> the type of the elements
 */
public sealed interface Received<T> {
    /** The element, if one was received. */
    default Optional<T> asOptional() {
        return this instanceof Value<T>(T element) ? Optional.of(element) : Optional.empty();
    }

    /** What a receive found that does not wait. */
    sealed interface Now<T> extends Received<T> permits Value, Empty, Closed {}

    /** What a receive found that waits until a deadline. */
    sealed interface Within<T> extends Received<T> permits Value, TimedOut, Closed {}

    /** What a receive found that waits for as long as it takes. */
    sealed interface Eventually<T> extends Received<T> permits Value, Closed {}

    /** An element was received; it is the caller's now. */
    record Value<T>(T value) implements Now<T>, Within<T>, Eventually<T> {}

    /** There is no element, and nobody waits to send one. */
    record Empty<T>() implements Now<T> {}

    /** The deadline came before an element. */
    record TimedOut<T>() implements Within<T> {}

    /**
     * The channel is closed or cancelled, and drained.
     *
     * @param cause why, where the one who closed it said so
     */
    record Closed<T>(@Nullable Throwable cause) implements Now<T>, Within<T>, Eventually<T> {}
}
