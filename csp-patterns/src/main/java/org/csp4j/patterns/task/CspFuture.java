package org.csp4j.patterns.task;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.patterns.flow.Transform;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that will be there once, for any number of those who wait: by {@link #get()}, in a select, or as a channel.
 *
 * {@snippet file="org/csp4j/examples/snippets/TaskSnippets.java" region="program"}
 *
 * <p>A future is settled once: it has a value, has failed, or was cancelled. {@link #async} makes one whose value a fiber works out; a
 * {@link Promise} one whose value somebody gives. Values are not null.
 *
 * <p><b>Cancelling.</b> {@link #cancel()} settles the future, if it was not, and interrupts its fiber. Those that are made of others, by
 * {@link #all} and the like, cancel those that are not needed any more: when one decides, and when they are cancelled themselves.
 *
 * <p>All methods may be called by any thread. What precedes the settling happens-before what follows a wait that finds it.
 *
 * @param <T> the type of the value
 */
public final class CspFuture<T> {
    /*
     * I1  `outcome` is written once, by CAS. Then `settled` is closed, which wakes those who wait; then the hooks are told.
     * I2  Each hook is told once: it is told by who polls it out of the queue. Who adds one looks after that whether the future is
     *     settled, and who settles it polls after that: so one of them finds it.
     * L1  It is settled at the CAS.
     * Rejected: a channel that delivers the value, which only one of those who wait would get; to hand out `settled`, which one who
     * waits could cancel for all.
     * Checked by CspFutureStress (I1, I2).
     */
    private static final Logger LOG = LoggerFactory.getLogger(CspFuture.class);

    private static final String NAMELESS = "future";

    private final String name;
    private final AtomicReference<@Nullable Settled<T>> outcome = new AtomicReference<>();
    private final Channel<Void> settled;
    private final Queue<Consumer<? super Settled<T>>> hooks = new ConcurrentLinkedQueue<>();

    CspFuture() {
        this(NAMELESS);
    }

    CspFuture(String name) {
        this.name = Objects.requireNonNull(name, "name");
        this.settled = chan(name);
    }

    // Making one

    /**
     * Works a value out in a fiber, on the caller's scheduler and in its run or scope. The future fails with what the body throws; it
     * is cancelled if the fiber is interrupted and leaves by that.
     */
    public static <T> CspFuture<T> async(Callable<? extends T> body) {
        return async(NAMELESS, body);
    }

    /** Works a value out in a fiber of this name, which the future's messages and wait reasons have too; see {@link #async(Callable)}. */
    public static <T> CspFuture<T> async(String name, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        CspFuture<T> future = new CspFuture<>(name);
        future.start(() -> future.settleBy(body));
        return future;
    }

    /** Starts the fiber that settles this. One that is interrupted before it has, does so by that. */
    void start(Action body) {
        Settled<T> cancelled = new Settled.Cancelled<>(null);
        Fiber<?> fiber = Fibers.start(
                name,
                () -> {
                    try {
                        body.run();
                    } finally {
                        settle(cancelled); // in vain, unless it has left by an interrupt
                    }
                },
                () -> settle(cancelled));
        onSettled(what -> {
            if (what instanceof Settled.Cancelled<T>) {
                fiber.cancel();
            }
        });
    }

    /** Settles it by what the body does. */
    void settleBy(Callable<? extends T> body) {
        try {
            settle(new Settled.Success<>(
                    Objects.requireNonNull(body.call(), () -> "the body of future '" + name + "' returned null")));
        } catch (InterruptedException e) {
            settle(new Settled.Cancelled<>(e));
        } catch (Throwable e) { // also an OutOfMemoryError is for those who wait to know
            settle(new Settled.Failure<>(e));
        }
    }

    /** A future that has a value. */
    public static <T> CspFuture<T> completed(T value) {
        Promise<T> promise = new Promise<>();
        promise.complete(value);
        return promise.future();
    }

    /** A future that has failed. */
    public static <T> CspFuture<T> failed(Throwable cause) {
        Promise<T> promise = new Promise<>();
        promise.fail(cause);
        return promise.future();
    }

    /** Settles it so, if it is not settled; returns whether it was not. */
    boolean settle(Settled<T> what) {
        if (!outcome.compareAndSet(null, what)) { // L1
            return false;
        }
        settled.close();
        tellHooks(what);
        return true;
    }

    private void tellHooks(Settled<T> what) {
        for (Consumer<? super Settled<T>> hook = hooks.poll(); hook != null; hook = hooks.poll()) { // I2
            try {
                hook.accept(what);
            } catch (Throwable e) {
                LOG.error("a hook of future '{}' failed; the others are told", name, e);
            }
        }
    }

    // Waiting for it

    /**
     * Waits for the value.
     *
     * @throws FutureFailedException if there is none, with the cause
     * @throws FutureCancelledException if it was cancelled
     * @throws InterruptedException if the caller is interrupted; that does not cancel the future
     */
    public T get() throws InterruptedException {
        return switch (await()) {
            case Settled.Success<T>(var value) -> value;
            case Settled.Failure<T>(var cause) -> throw new FutureFailedException(this + ": " + cause, cause);
            case Settled.Cancelled<T>(var cause) -> throw cancelled(cause);
        };
    }

    FutureCancelledException cancelled(@Nullable Throwable cause) {
        return new FutureCancelledException("future '" + name + "' was cancelled, and has no value", cause);
    }

    /** Waits until it is settled, and tells how. */
    public Settled<T> await() throws InterruptedException {
        settled.receiveOrClosed();
        return Objects.requireNonNull(outcome.get());
    }

    /** Waits until it is settled, for at most this long; empty if that is not enough. */
    public Optional<Settled<T>> await(Duration timeout) throws InterruptedException {
        return settled.tryReceive(timeout) instanceof Received.Closed<Void> ? poll() : Optional.empty();
    }

    /** How it is settled, if it is. */
    public Optional<Settled<T>> poll() {
        return Optional.ofNullable(outcome.get());
    }

    /** A case that can go on when the future is settled. */
    public <R extends @Nullable Object> SelectCase<R> settled(
            SelectCase.Handler<? super Settled<T>, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return receive(
                settled,
                _ -> {
                    throw new AssertionError("nobody sends there");
                },
                () -> handler.handle(Objects.requireNonNull(outcome.get())));
    }

    /**
     * Tells the hook when the future is settled: in the thread that settles it, or at once if it is. It must not block for long; what it
     * throws is logged.
     */
    public void onSettled(Consumer<? super Settled<T>> hook) {
        hooks.add(Objects.requireNonNull(hook, "hook"));
        Settled<T> what = outcome.get();
        if (what != null) {
            tellHooks(what);
        }
    }

    /** Settles the future as cancelled, and interrupts its fiber; returns false if it was settled before. */
    public boolean cancel() {
        return settle(new Settled.Cancelled<>(null));
    }

    // Going on with it

    /**
     * A channel that delivers the value, once, and closes: for pipelines. It closes with what the future has failed by as its cause; of one
     * that is cancelled, with {@link FutureCancelledException}. To cancel the channel does not cancel the future.
     */
    public ReceiveChannel<T> toChannel() {
        Channel<T> channel = chan(name, 1);
        onSettled(what -> {
            switch (what) {
                case Settled.Success<T>(var value) -> {
                    channel.trySend(value); // there is room
                    channel.close();
                }
                case Settled.Failure<T>(var cause) -> channel.close(cause);
                case Settled.Cancelled<T>(var cause) -> channel.close(cancelled(cause));
            }
        });
        return channel.receiveOnly();
    }

    /**
     * What the function makes of the value, in a fiber of its own that waits for it. Fails, or is cancelled, as this future does; to
     * cancel it leaves this future alone.
     */
    public <R> CspFuture<R> then(Transform<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        CspFuture<R> next = new CspFuture<>(name);
        next.start(() -> {
            switch (await()) {
                case Settled.Success<T>(var value) -> next.settleBy(() -> function.apply(value));
                case Settled.Failure<T>(var cause) -> next.settle(new Settled.Failure<>(cause));
                case Settled.Cancelled<T>(var cause) -> next.settle(new Settled.Cancelled<>(cause));
            }
        });
        return next;
    }

    // Several of them

    /**
     * The values of all, in their order, when all have one. Fails, or is cancelled, when the first of them does; then, and when it is
     * cancelled itself, all others are cancelled.
     */
    public static <T> CspFuture<List<T>> all(Collection<? extends CspFuture<? extends T>> futures) {
        return Combined.all(List.copyOf(futures));
    }

    /**
     * What becomes of the first that is settled, however it is. Then, and when it is cancelled itself, all others are cancelled.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <T> CspFuture<T> any(Collection<? extends CspFuture<? extends T>> futures) {
        return Combined.any(nonEmpty(futures));
    }

    /**
     * The first value. Fails with {@link NoSuccessException} when all have failed or were cancelled. When there is a value, and when it is
     * cancelled itself, all others are cancelled.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <T> CspFuture<T> firstSuccess(Collection<? extends CspFuture<? extends T>> futures) {
        return Combined.firstSuccess(nonEmpty(futures));
    }

    private static <F> List<F> nonEmpty(Collection<F> futures) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("there are 0 futures, of which none can be the first");
        }
        return List.copyOf(futures);
    }

    @Override
    public String toString() {
        String state = switch (outcome.get()) {
            case null -> "is not settled yet";
            case Settled.Success<T> _ -> "has a value";
            case Settled.Failure<T> _ -> "has failed";
            case Settled.Cancelled<T> _ -> "was cancelled";
        };
        return "future '" + name + "' " + state;
    }
}
