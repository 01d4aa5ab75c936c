package org.csp4j.patterns.flow;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.when;
import static org.csp4j.patterns.internal.Intake.received;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Failures;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Applies a function to several elements at the same time, each in a fiber of its own.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="parallel"}
 *
 * <p>At most {@code inFlight} elements have been taken from the source and not yet passed on, be it that the function works on them,
 * or that their results wait: so memory is bounded, and a slow consumer slows down the source.
 *
 * <p><b>Failing.</b> If the function throws, no more elements are taken, and what works on elements that will not be passed on is
 * cancelled. Results that come before the failure are passed on, then the channel closes with what was thrown as the cause, and the source
 * is cancelled with it. In order, those are the results of all elements before the one that has failed.
 *
 * <p><b>Ending.</b> When the source ends, the channel closes behind the last result. When the source has failed, likewise, with its
 * cause. When the receiver {@linkplain ReceiveChannel#cancel() cancels}, the source is cancelled and the fibers are interrupted, whatever
 * they wait for; what they were at work on is dropped.
 *
 * <p>Costs a fiber, and one more for each element.
 */
public final class ParallelStage<T, R> {
    /*
     * One fiber coordinates; everything here is its own, but for what a task writes before it sends itself to `completed`.
     *
     * I1  `pending` has every task that was started and not passed on, at most `inFlight`. Ordered, they stand in the order of their
     *     elements; else those that have completed stand in `ready`, in the order in which they did.
     * I2  `completed` has room for all of them: a task never waits to say that it has completed.
     * I3  Nothing is started after a failure. A failed task is met in its place, and then thrown.
     */
    private static final class Task<R> {
        private @Nullable Fiber<?> fiber; // the coordinator's
        private @Nullable R result;
        private @Nullable Throwable failure;
        private boolean isCompleted; // the coordinator's
    }

    private final ReceiveChannel<? extends T> source;
    private final int inFlight;
    private final boolean isOrdered;
    private final Transform<? super T, ? extends R> function;
    private final Outlet<R> out;
    private final Channel<Task<R>> completed;
    private final Deque<Task<R>> inOrder = new ArrayDeque<>(); // of pending ones, if ordered
    private final Deque<Task<R>> ready = new ArrayDeque<>(); // of those that have completed, if not
    private final Set<Task<R>> pending = new HashSet<>();
    private boolean isEnded; // the source, or a task has failed
    private @Nullable Throwable sourceFailure;

    private ParallelStage(
            ReceiveChannel<? extends T> source,
            int inFlight,
            boolean isOrdered,
            Transform<? super T, ? extends R> function,
            Outlet<R> out) {
        this.source = source;
        this.inFlight = inFlight;
        this.isOrdered = isOrdered;
        this.function = function;
        this.out = out;
        this.completed = chan(inFlight);
    }

    /**
     * Starts a stage that passes results on in the order of their elements.
     *
     * @param inFlight how many elements may be in it
     * @throws IllegalArgumentException if {@code inFlight} is not positive
     */
    public static <T, R> ReceiveChannel<R> ordered(
            ReceiveChannel<? extends T> source, int inFlight, Transform<? super T, ? extends R> function) {
        return start(source, inFlight, true, function);
    }

    /**
     * Starts a stage that passes results on as they come, so that no element waits for one before it.
     *
     * @param inFlight how many elements may be in it
     * @throws IllegalArgumentException if {@code inFlight} is not positive
     */
    public static <T, R> ReceiveChannel<R> unordered(
            ReceiveChannel<? extends T> source, int inFlight, Transform<? super T, ? extends R> function) {
        return start(source, inFlight, false, function);
    }

    private static <T, R> ReceiveChannel<R> start(
            ReceiveChannel<? extends T> source,
            int inFlight,
            boolean isOrdered,
            Transform<? super T, ? extends R> function) {
        Args.positive("inFlight", inFlight);
        Objects.requireNonNull(function, "function");
        return Stage.start(
                "parallel",
                List.of(Stage.Source.of(source)),
                out -> new ParallelStage<T, R>(source, inFlight, isOrdered, function, out).run());
    }

    private void run() throws Exception {
        try {
            boolean hasLeft = false;
            while (!hasLeft && (!isEnded || !pending.isEmpty())) {
                Task<R> next = isOrdered ? inOrder.peek() : ready.peek();
                if (next == null || !next.isCompleted) {
                    hasLeft = turn(null);
                } else if (next.failure == null) {
                    hasLeft = turn(next);
                } else {
                    throw Failures.rethrow(next.failure); // I3
                }
            }
            if (sourceFailure != null) {
                throw new Stage.SourceFailure(sourceFailure);
            }
        } finally {
            pending.forEach(ParallelStage::cancel);
        }
    }

    /** Waits for whatever happens next; returns whether that is the receiver's leave. */
    private boolean turn(@Nullable Task<R> next) throws InterruptedException {
        return select(
                when(!isEnded && pending.size() < inFlight, received(source, this::taken)),
                receive(completed, this::completed),
                when(next != null, out.sentFrom(() -> resultOf(next), () -> delivered(next))),
                out.left(() -> true));
    }

    private boolean taken(Received.Eventually<T> received) {
        switch (received) {
            case Received.Value<T>(var element) -> {
                Task<R> task = new Task<>();
                pending.add(task);
                if (isOrdered) {
                    inOrder.add(task);
                }
                task.fiber = go("parallel", () -> work(task, element));
            }
            case Received.Closed<T>(var cause) -> {
                isEnded = true;
                sourceFailure = cause;
            }
        }
        return false;
    }

    /** In the fiber of the task. */
    private void work(Task<R> task, T element) {
        try {
            task.result =
                    Objects.requireNonNull(function.apply(element), "the function of a parallel stage returned null");
        } catch (Throwable e) { // also an OutOfMemoryError is for the receiver to know
            task.failure = e;
        }
        completed.trySend(task); // I2
    }

    private boolean completed(Task<R> task) {
        task.isCompleted = true;
        if (!isOrdered) {
            ready.add(task);
        }
        if (task.failure != null && !isEnded) {
            isEnded = true;
            (isOrdered ? behind(task) : pending.stream().filter(other -> !other.isCompleted))
                    .forEach(ParallelStage::cancel);
        }
        return false;
    }

    private Stream<Task<R>> behind(Task<R> failed) {
        return inOrder.stream().dropWhile(task -> task != failed).skip(1);
    }

    private static void cancel(Task<?> task) {
        Objects.requireNonNull(task.fiber).cancel();
    }

    private static <R> R resultOf(@Nullable Task<R> task) {
        return Objects.requireNonNull(Objects.requireNonNull(task).result);
    }

    private boolean delivered(@Nullable Task<R> task) {
        (isOrdered ? inOrder : ready).remove();
        pending.remove(task);
        return false;
    }
}
