package org.csp4j.patterns.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Intake;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.csp4j.patterns.internal.Undelivered;
import org.jspecify.annotations.Nullable;

/**
 * Elements on their way from a source through steps and stages to a channel, or to the caller. A pipeline is a description: nothing
 * happens until one of the methods at its end runs it.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="program"}
 *
 * <p><b>Steps and stages.</b> Steps ({@link #map}, {@link #filter}, {@link #flatMap}, {@link #take}, {@link #takeWhile}) need no fiber:
 * they run one after the other in whoever takes the elements, for each element to the end before the next. Stages ({@link #parallel},
 * {@link #batch}, {@link #buffer} and every {@link #via}) have a fiber each, and work at the same time as what is before and behind
 * them; steps between two stages run in one more fiber. Between fibers there are rendezvous channels: a slow stage slows down what
 * is before it, and nothing piles up that is not named by a number.
 *
 * <p><b>Ends.</b> When the source ends, each stage passes on what it holds, and ends too. When a step, a stage or the source fails,
 * the failure reaches both ends, as it is: the way out closes with it as the cause, after what was delivered before, or the caller gets
 * {@link PipelineFailedException}; and the source is cancelled with it, so that a producer stops. When the consumer leaves, by
 * {@link ReceiveChannel#cancel()} or because it has {@linkplain #take taken} enough, each stage and the source are cancelled, also
 * those that wait. What is on its way then is dropped, see {@link #undelivered}.
 *
 * <p>Two runs of one pipeline share the elements of its source. Nothing that a step returns may be null.
 *
 * @param <T> the type of the elements that come out
 */
public final class Pipeline<T> {
    /*
     * Steps are sinks around sinks: the source pushes each element through all of them. What comes back says whether the source is to
     * go on, and whether the element has got anywhere:
     *
     * I1  After LAST or REFUSED a source pushes nothing more, and leaves where its elements come from.
     * I2  A run whose elements go to a channel hands its way out to the source, which so can wait for an element and for the
     *     receiver's leave at the same time. A run by a caller has none.
     *
     * Rejected: an exception that ends the source from within a sink; `take` could not end it before it has made one element too many.
     */
    private enum Demand {
        /** It was taken, and the next is welcome. */
        MORE,
        /** It was taken, and no more are wanted. */
        LAST,
        /** It was not taken, and no more are wanted. */
        REFUSED
    }

    private interface Sink<T> {
        Demand accept(T element) throws Exception;
    }

    private interface Origin<T> {
        /** Pushes elements until there are no more or no more are wanted. */
        void run(@Nullable Outlet<?> out, Sink<T> sink) throws Exception;
    }

    private interface Step<T, R> {
        /** The sink that feeds another; one for each run. */
        Sink<T> into(Sink<R> next);
    }

    private final Origin<T> origin;
    private final List<Stage.Source<?>>
            sources; // what a run takes from, to be cancelled also by a run that never begins
    private final @Nullable ReceiveChannel<T> channel; // that source, if its elements come out as they are

    private Pipeline(Origin<T> origin, List<Stage.Source<?>> sources, @Nullable ReceiveChannel<T> channel) {
        this.origin = origin;
        this.sources = sources;
        this.channel = channel;
    }

    // Sources

    /** The elements of a channel, until it is closed and drained. A run that ends before {@linkplain ReceiveChannel#cancel() cancels} it. */
    public static <T> Pipeline<T> from(ReceiveChannel<T> source) {
        return from(Stage.Source.of(source), source);
    }

    /** The elements of a channel; what is stored there when a run cancels it goes to the hook. */
    public static <T> Pipeline<T> from(ReceiveChannel<T> source, Consumer<? super T> onUndelivered) {
        return from(new Stage.Source<>(source, Undelivered.to(onUndelivered)), null);
    }

    private static <T> Pipeline<T> from(Stage.Source<T> source, @Nullable ReceiveChannel<T> channel) {
        return new Pipeline<>((out, sink) -> drain(source, out, sink), List.of(source), channel);
    }

    private static <T> void drain(Stage.Source<T> source, @Nullable Outlet<?> out, Sink<T> sink) throws Exception {
        Throwable cause = null;
        try {
            Intake<T> in = new Intake<>(source.channel(), out);
            T element = in.next();
            while (element != null && sink.accept(element) == Demand.MORE) { // I1
                element = in.next();
            }
            cause = out == null ? null : out.causeOfLeaving();
        } catch (Throwable e) {
            cause = Stage.SourceFailure.unwrap(e);
            throw e;
        } finally {
            source.leave(cause);
        }
    }

    /** The elements of a collection, or of anything else that can be iterated over; each run iterates anew. */
    public static <T> Pipeline<T> of(Iterable<? extends T> elements) {
        Objects.requireNonNull(elements, "elements");
        return new Pipeline<>(
                (out, sink) -> {
                    for (T element : elements) {
                        Intake.checkInterrupt(() -> "the next element of an iteration");
                        if ((out != null && out.isLeft())
                                || sink.accept(nonNull(element, "iteration")) != Demand.MORE) {
                            return;
                        }
                    }
                },
                List.of(),
                null);
    }

    /** What a generator's body yields; each run starts it anew, as {@link Generator#channel(Generator.Body)} does. */
    public static <T> Pipeline<T> generate(Generator.Body<T> body) {
        Objects.requireNonNull(body, "body");
        return new Pipeline<>(
                (out, sink) -> from(Generator.channel(body)).origin.run(out, sink), List.of(), null);
    }

    // Steps

    private <R> Pipeline<R> step(Step<T, R> step) {
        return new Pipeline<>((out, sink) -> origin.run(out, step.into(sink)), sources, null);
    }

    private static <R> R nonNull(@Nullable R result, String step) {
        return Objects.requireNonNull(result, () -> "a step '" + step + "' of a pipeline returned null");
    }

    /** What the function makes of each element. */
    public <R> Pipeline<R> map(Transform<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return step(next -> element -> next.accept(nonNull(function.apply(element), "map")));
    }

    /** The elements for which the condition holds. */
    public Pipeline<T> filter(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return step(next -> element -> condition.test(element) ? next.accept(element) : Demand.MORE);
    }

    /** All that the function makes of each element, in order. */
    public <R> Pipeline<R> flatMap(Transform<? super T, ? extends Iterable<? extends R>> function) {
        Objects.requireNonNull(function, "function");
        return step(next -> element -> {
            for (R part : nonNull(function.apply(element), "flatMap")) {
                Demand demand = next.accept(nonNull(part, "flatMap"));
                if (demand != Demand.MORE) {
                    return demand;
                }
            }
            return Demand.MORE;
        });
    }

    /**
     * The first elements, so many of them; then the source is left, without waiting for another element.
     *
     * @throws IllegalArgumentException if the count is not positive
     */
    public Pipeline<T> take(int count) {
        Args.positive("count", count);
        return step(next -> {
            int[] left = {count};
            return element -> {
                Demand demand = next.accept(element);
                return --left[0] == 0 && demand == Demand.MORE ? Demand.LAST : demand;
            };
        });
    }

    /** The elements before the first for which the condition does not hold; that one is dropped, and the source left. */
    public Pipeline<T> takeWhile(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return step(next -> element -> condition.test(element) ? next.accept(element) : Demand.LAST);
    }

    /**
     * The same elements; the hook is told of each that has come this far and that what is behind does not take, since it has failed, or
     * since the consumer has left. It runs where the steps do; what it throws is logged.
     */
    public Pipeline<T> undelivered(Consumer<? super T> hook) {
        Undelivered<T> undelivered = Undelivered.to(hook);
        return step(next -> element -> {
            boolean isTaken = false;
            try {
                Demand demand = next.accept(element);
                isTaken = demand != Demand.REFUSED;
                return demand;
            } finally {
                if (!isTaken) {
                    undelivered.tell(element);
                }
            }
        });
    }

    // Stages

    /** What comes out of a stage that all elements go into: any function from channel to channel, such as {@link Batcher}'s. */
    public <R> Pipeline<R> via(Function<? super ReceiveChannel<T>, ? extends ReceiveChannel<R>> stage) {
        Objects.requireNonNull(stage, "stage");
        return new Pipeline<>(
                (out, sink) -> {
                    ReceiveChannel<T> into = toChannel();
                    ReceiveChannel<R> behind;
                    try {
                        behind = stage.apply(into);
                    } catch (Throwable e) {
                        into.cancel(e);
                        throw e;
                    }
                    from(behind).origin.run(out, sink);
                },
                sources,
                null);
    }

    /** What the function makes of each element, in their order, of up to so many at a time; see {@link ParallelStage#ordered}. */
    public <R> Pipeline<R> parallel(int inFlight, Transform<? super T, ? extends R> function) {
        Args.positive("inFlight", inFlight);
        Objects.requireNonNull(function, "function");
        return via(source -> ParallelStage.ordered(source, inFlight, function));
    }

    /** What the function makes of each element, of up to so many at a time, as it comes; see {@link ParallelStage#unordered}. */
    public <R> Pipeline<R> parallelUnordered(int inFlight, Transform<? super T, ? extends R> function) {
        Args.positive("inFlight", inFlight);
        Objects.requireNonNull(function, "function");
        return via(source -> ParallelStage.unordered(source, inFlight, function));
    }

    /** Batches of up to so many elements, the last of which may be smaller; see {@link Batcher#batches(ReceiveChannel, int)}. */
    public Pipeline<List<T>> batch(int size) {
        Args.positive("size", size);
        return via(source -> Batcher.batches(source, size));
    }

    /** Batches of up to so many elements, none kept for longer than this; see {@link Batcher}. */
    public Pipeline<List<T>> batch(int size, Duration maxWait) {
        Args.positive("size", size);
        Args.positive("maxWait", maxWait);
        return via(source -> Batcher.batches(source, size, maxWait));
    }

    /** The same elements; up to so many may wait here, so that a source that comes in bursts need not wait for the consumer. */
    public Pipeline<T> buffer(int capacity) {
        Args.positive("capacity", capacity);
        return via(source -> Buffer.of(source, capacity));
    }

    // Running it

    /** Runs the pipeline in a fiber; what comes out of it, comes over this rendezvous channel. */
    public ReceiveChannel<T> toChannel() {
        return channel != null ? channel : toChannel("pipeline");
    }

    /** Runs the pipeline in a fiber, which has this name, as has the channel. */
    public ReceiveChannel<T> toChannel(String name) {
        return Stage.start(
                name, sources, out -> origin.run(out, element -> out.send(element) ? Demand.MORE : Demand.REFUSED));
    }

    /**
     * Runs the pipeline, and does this with each element, in the caller: no further fiber is needed.
     *
     * @throws PipelineFailedException if the pipeline or the effect has failed
     * @throws InterruptedException if the caller is interrupted; the source is cancelled with that as the cause
     */
    public void forEach(Effect<? super T> effect) throws InterruptedException {
        Objects.requireNonNull(effect, "effect");
        run(element -> {
            effect.accept(element);
            return Demand.MORE;
        });
    }

    /** Runs the pipeline in the caller as {@link #forEach} does; returns all elements. */
    public List<T> toList() throws InterruptedException {
        List<T> elements = new ArrayList<>();
        forEach(elements::add);
        return elements;
    }

    /** Runs the pipeline in the caller as {@link #forEach} does; returns the first element, and leaves. */
    public Optional<T> first() throws InterruptedException {
        List<T> elements = take(1).toList();
        return elements.stream().findFirst();
    }

    private void run(Sink<T> sink) throws InterruptedException {
        try {
            origin.run(null, sink);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            Throwable cause = Stage.SourceFailure.unwrap(e);
            throw new PipelineFailedException("a pipeline failed: " + cause, cause);
        }
    }
}
