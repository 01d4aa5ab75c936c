package org.csp4j.patterns.flow;

import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.unbounded;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Selector;
import org.csp4j.patterns.internal.Intake;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.csp4j.patterns.internal.Undelivered;
import org.jspecify.annotations.Nullable;

/**
 * Merges channels into one while they come and go. For a fixed number of sources, {@link org.csp4j.Csp#fanIn} does.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="multiplexer"}
 *
 * <p>Elements of one source come in its order; of several that are ready, one is chosen at random. A source leaves when it ends. When
 * the multiplexer has been {@linkplain #close() closed} and the last source has ended, the channel closes.
 *
 * <p><b>Failing.</b> When a source has failed, the channel closes with its cause, and the other sources are cancelled with it. One that was
 * {@linkplain #supervising made to supervise} tells its hook instead, and goes on with the others.
 *
 * <p><b>Leaving.</b> When the receiver {@linkplain ReceiveChannel#cancel() cancels} the channel, all sources are cancelled, and what they
 * had stored, and what was on its way, is dropped; {@link #add} refuses from then on.
 *
 * <p>Costs a fiber; O(1) an element, however many sources are idle. All methods may be called by any thread, and none of them waits.
 */
public final class Multiplexer<T> implements AutoCloseable {
    private final @Nullable Consumer<? super Throwable> onSourceFailed;
    private final Channel<Stage.Source<T>> arrivals = unbounded();
    private final ReceiveChannel<T> receiver;
    private final Set<Stage.Source<T>> sources = new HashSet<>(); // the fiber alone, as is what follows
    private boolean isClosed; // nobody else will arrive
    private boolean hasLeft; // the receiver

    private Multiplexer(@Nullable Consumer<? super Throwable> onSourceFailed) {
        this.onSourceFailed = onSourceFailed;
        Undelivered<Stage.Source<T>> late = Undelivered.to(source -> source.leave(null));
        this.receiver = Stage.start("multiplexer", List.of(new Stage.Source<>(arrivals, late)), this::run);
    }

    /** Starts one without sources, which fails when a source does. */
    public static <T> Multiplexer<T> open() {
        return new Multiplexer<>(null);
    }

    /** Starts one without sources, which tells this hook, in its fiber, of each source that has failed, and goes on with the others. */
    public static <T> Multiplexer<T> supervising(Consumer<? super Throwable> onSourceFailed) {
        return new Multiplexer<>(Objects.requireNonNull(onSourceFailed, "onSourceFailed"));
    }

    /** The rendezvous channel to which the elements of all sources come. */
    public ReceiveChannel<T> channel() {
        return receiver;
    }

    /**
     * Adds a source.
     *
     * @return false if the multiplexer has been closed, or has ended; the source is still the caller's
     */
    public boolean add(ReceiveChannel<? extends T> source) {
        return arrivals.trySend(Stage.Source.of(source)).isOk();
    }

    /** Adds no more sources: the channel closes when those that are there have ended. Closing twice is fine. */
    @Override
    public void close() {
        arrivals.close();
    }

    private void run(Outlet<T> out) throws InterruptedException {
        Throwable cause = null;
        try (Selector<@Nullable Void> selector = selector()) {
            selector.add(
                    Intake.<Stage.Source<T>, @Nullable Void>received(arrivals, what -> arrive(what, selector, out)));
            selector.add(out.<@Nullable Void>left(this::leave));
            while (!hasLeft && !(isClosed && sources.isEmpty())) {
                selector.select();
            }
            cause = out.causeOfLeaving();
        } catch (Throwable e) {
            cause = Stage.SourceFailure.unwrap(e);
            throw e;
        } finally {
            sources.addAll(arrivals.cancel()); // from here on add() refuses
            for (Stage.Source<T> source : sources) {
                source.leave(cause);
            }
        }
    }

    private @Nullable Void arrive(
            Received.Eventually<Stage.Source<T>> arrival, Selector<@Nullable Void> selector, Outlet<T> out) {
        switch (arrival) {
            case Received.Value<Stage.Source<T>>(var source) -> {
                sources.add(source);
                selector.add(Intake.<T, @Nullable Void>received(source.channel(), what -> pass(what, source, out)));
            }
            case Received.Closed<Stage.Source<T>> _ -> isClosed = true;
        }
        return null;
    }

    private @Nullable Void pass(Received.Eventually<T> received, Stage.Source<T> source, Outlet<T> out)
            throws InterruptedException {
        switch (received) {
            case Received.Value<T>(var element) -> hasLeft = !out.send(element);
            case Received.Closed<T>(var cause) -> {
                sources.remove(source);
                if (cause != null) {
                    fail(cause);
                }
            }
        }
        return null;
    }

    private void fail(Throwable cause) {
        if (onSourceFailed == null) {
            throw new Stage.SourceFailure(cause);
        }
        Undelivered.<Throwable>to(onSourceFailed).tell(cause);
    }

    private @Nullable Void leave() {
        hasLeft = true;
        return null;
    }
}
