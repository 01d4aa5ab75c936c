package org.csp4j;

import org.csp4j.internal.select.HeldSelector;
import org.jspecify.annotations.Nullable;

/**
 * A select that is used again and again: it stays registered with its channels between turns, so that a turn costs O(1)
 * however many of its channels are idle, and allocates nothing where something is ready. Made by {@link Csp#selector}.
 *
 * <p>A turn ({@link #select()}) means what {@link Csp#select} means: on entry, guards and the values of
 * {@link Csp#sendFrom} cases are evaluated, in order (this part costs O(number of such cases)); then it waits until a case can
 * go on, and performs exactly one of those that can. Between turns the selector takes and gives nothing.
 *
 * <p>One difference: a case that finds its channel closed (and, to receive, drained) reports that once, by its closed branch or
 * by a {@link ChannelClosedException}, and then leaves the selector. {@code while (selector.size() > 0) selector.select();}
 * ends when the last channel has.
 *
 * <p>A selector belongs to one thread at a time; use by two at once is an {@link IllegalStateException}. Close it when
 * done: an open one that is dropped stays registered with its channels for as long as they live.
 *
 * {@snippet file="org/csp4j/examples/snippets/SelectSnippets.java" region="selector"}
 *
 * @param <R> what the cases' handlers return
 */
public sealed interface Selector<R extends @Nullable Object> extends AutoCloseable permits HeldSelector {
    /**
     * Waits until a case can go on, performs it, and runs its handler.
     *
     * @return what the handler returned
     * @throws ChannelClosedException if the chosen case met a closed channel and has no branch for that
     * @throws InterruptedException if the caller is interrupted before a case was chosen; nothing was taken or given. Or if a
     *     handler throws it
     * @throws IllegalStateException if the selector is closed, or another thread is selecting
     */
    R select() throws InterruptedException;

    /**
     * Adds a case: to the last tier, where there are several; as the last one, in a priority selector.
     *
     * @throws IllegalArgumentException if this very case is in the selector already, or if there would be two {@code orElse}
     *     cases
     * @throws IllegalStateException if the selector is closed, or another thread is selecting
     */
    void add(SelectCase<? extends R> selectCase);

    /**
     * Takes a case out, and withdraws it from its channel.
     *
     * @return whether it was in
     * @throws IllegalStateException if the selector is closed, or another thread is selecting
     */
    boolean remove(SelectCase<? extends R> selectCase);

    /** How many receive and send cases are in the selector. */
    int size();

    /**
     * Withdraws every case from its channel. Closing twice is fine.
     *
     * @throws IllegalStateException if another thread is selecting
     */
    @Override
    void close();
}
