package org.csp4j.patterns.flow;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.csp4j.ChannelClosedException;
import org.csp4j.InterruptedOperationException;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.internal.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Elements that a body makes one after another, each when somebody asks for it: {@code next}, a loop or a stream. The body says
 * {@code out.yield(element)}, and goes on when the next one is wanted.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="generator"}
 *
 * <p>The body begins with the first demand. It is the {@linkplain Coroutine coroutine} that takes no inputs, and what is said there of
 * fibers, closing, interrupts and threads holds here: a consumer that leaves closes the generator, by {@code try}, and the body then
 * leaves its {@code yield} and cleans up before {@link #close()} returns. An interrupt or a timeout loses no element: the one that was
 * asked for is what the next demand gets.
 *
 * <p>{@link #channel} runs a body for a channel instead, which can stand in a select and be shared. That body is one element ahead.
 *
 * @param <T> the type of the elements
 */
public final class Generator<T> implements Iterable<T>, AutoCloseable {
    private static final Object DEMAND = new Object();

    /**
     * Makes the elements.
     *
     * @param <T> the type of the elements
     */
    @FunctionalInterface
    public interface Body<T> {
        /** Yields the elements; returns when there are no more. */
        void run(Out<T> out) throws Exception;
    }

    /**
     * Where a body leaves its elements.
     *
     * @param <T> the type of the elements
     */
    @FunctionalInterface
    public interface Out<T> {
        /**
         * Hands an element over, and waits until the next one is wanted.
         *
         * @throws org.csp4j.ChannelCancelledException if the consumer has left; the body is to end, and may throw this
         * @throws InterruptedException if the fiber is interrupted
         */
        @SuppressWarnings("NamedLikeContextualKeyword") // as in other languages; it is always called on something
        void yield(T element) throws InterruptedException;
    }

    private final Coroutine<Object, T> coroutine;

    private Generator(String name, Body<T> body) {
        Objects.requireNonNull(body, "body");
        this.coroutine = Coroutine.of(name, (_, caller) -> body.run(caller::yield));
    }

    /** A generator whose body has not begun. */
    public static <T> Generator<T> of(Body<T> body) {
        return of("generator", body);
    }

    /** A generator with a name, which its fiber has too. */
    public static <T> Generator<T> of(String name, Body<T> body) {
        return new Generator<>(name, body);
    }

    /**
     * Starts a body whose elements come over a rendezvous channel: Go's generator. The body begins at once, and waits in its
     * {@code yield} until the element is taken. The channel closes when the body returns, or with what it has thrown as the cause.
     * When the receiver {@linkplain ReceiveChannel#cancel() cancels} it, the body leaves its {@code yield}, now or when it comes there.
     *
     * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="generator-channel"}
     */
    public static <T> ReceiveChannel<T> channel(Body<T> body) {
        return channel("generator", body);
    }

    /** Starts a body whose elements come over a rendezvous channel; fiber and channel have this name. */
    public static <T> ReceiveChannel<T> channel(String name, Body<T> body) {
        Objects.requireNonNull(body, "body");
        return Stage.start(name, List.of(), out -> body.run(out::sendOrThrow));
    }

    /**
     * Asks for the next element, and waits for it.
     *
     * @throws ChannelClosedException if there is none: the body has returned, or has thrown the cause, or the generator is closed
     * @throws InterruptedException if the caller is interrupted; the next demand gets this element
     * @throws IllegalStateException if another thread is asking
     */
    public T next() throws InterruptedException {
        return coroutine.isAnswerDue() ? coroutine.answer() : coroutine.resume(DEMAND);
    }

    /** Asks for the next element, and tells of the end in the answer. */
    public Received.Eventually<T> nextOrEnded() throws InterruptedException {
        return coroutine.isAnswerDue() ? coroutine.answerOrEnded() : coroutine.resumeOrEnded(DEMAND);
    }

    /** Asks for the next element, and waits for at most this long; the next demand gets one that takes longer. */
    public Received.Within<T> next(Duration timeout) throws InterruptedException {
        return coroutine.isAnswerDue() ? coroutine.answer(timeout) : coroutine.resume(DEMAND, timeout);
    }

    /**
     * The elements that have not been asked for. An element is asked for in {@code hasNext}, which keeps it for {@code next}. A body
     * that has failed ends the loop by {@link ChannelClosedException}, an interrupt by {@link InterruptedOperationException}. A loop that
     * is left early leaves the body in its {@code yield}: close the generator.
     */
    @Override
    public Iterator<T> iterator() {
        return new Elements();
    }

    /** The elements that have not been asked for, each asked for when the stream needs it. Closing the stream closes the generator. */
    public Stream<T> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), 0), false)
                .onClose(this::close);
    }

    /** Ends the body, if it has not ended, and waits until it has cleaned up; see {@link Coroutine#close()}. */
    @Override
    public void close() {
        coroutine.close();
    }

    @Override
    public String toString() {
        return "generator of " + coroutine;
    }

    private final class Elements implements Iterator<T> {
        private @Nullable T ahead;

        @Override
        public boolean hasNext() {
            if (ahead != null) {
                return true;
            }
            try {
                return switch (nextOrEnded()) {
                    case Received.Value<T>(var element) -> {
                        ahead = element;
                        yield true;
                    }
                    case Received.Closed<T>(Throwable cause) when cause != null -> throw failure();
                    case Received.Closed<T> _ -> false;
                };
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedOperationException(e);
            }
        }

        private ChannelClosedException failure() throws InterruptedException {
            try {
                Generator.this.next(); // the end is told again
            } catch (ChannelClosedException e) {
                return e;
            }
            throw new AssertionError("an element after the end of " + coroutine);
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more elements in the generator of " + coroutine);
            }
            T element = Objects.requireNonNull(ahead);
            ahead = null;
            return element;
        }
    }
}
