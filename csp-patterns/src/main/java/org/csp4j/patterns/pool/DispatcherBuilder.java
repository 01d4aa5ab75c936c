package org.csp4j.patterns.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Dispatcher}; all but the handler has a default. A builder belongs to one thread, and can build any number of dispatchers.
 *
 * {@snippet file="org/csp4j/examples/snippets/DispatcherSnippets.java" region="settings"}
 *
 * @param <J> the type of the jobs
 */
public final class DispatcherBuilder<J> {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Dispatcher.Handler<? super J> handler;
    private @Nullable String name;
    private int minWorkers = 1;
    private int maxWorkers = 8;
    private int capacity = 100;
    private WhenFull whenFull = WhenFull.BLOCK;
    private Consumer<? super J> onDropped = _ -> {};
    private long growNanos = Duration.ofMillis(10).toNanos();
    private long idleNanos = Duration.ofMinutes(1).toNanos();
    private int maxTries = 1;
    private long firstBackoffNanos = Duration.ofMillis(100).toNanos();
    private long maxBackoffNanos = Duration.ofSeconds(10).toNanos();
    private double jitter = 0.5;
    private Predicate<? super Throwable> isWorthARetry = _ -> true;

    DispatcherBuilder(Dispatcher.Handler<? super J> handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Names the dispatcher; its fibers and its messages use the name. By default it is numbered.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public DispatcherBuilder<J> name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name '" + name + "' is blank");
        }
        this.name = name;
        return this;
    }

    /**
     * How many workers there are at least, and at most; from 1 to 8 by default.
     *
     * @throws IllegalArgumentException if the least is less than 1, or more than the most
     */
    public DispatcherBuilder<J> workers(int least, int most) {
        if (least > most) {
            throw new IllegalArgumentException("least " + least + " is more than most " + most);
        }
        this.minWorkers = ResourcePoolBuilder.checkAtLeast(1, "least", least);
        this.maxWorkers = most;
        return this;
    }

    /**
     * How many jobs the queue stores; 100 by default. The dispatcher has one more in hand when all workers are busy.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public DispatcherBuilder<J> queue(int capacity) {
        this.capacity = ResourcePoolBuilder.checkAtLeast(1, "queue", capacity);
        return this;
    }

    /** What becomes of a job that finds the queue full; {@link WhenFull#BLOCK} by default. */
    public DispatcherBuilder<J> whenFull(WhenFull whenFull) {
        this.whenFull = Objects.requireNonNull(whenFull, "whenFull");
        return this;
    }

    /**
     * Has the job that has waited longest in the full queue dropped, and a hook told of it, on the thread of whoever submits. An exception out of
     * the hook is logged.
     */
    public DispatcherBuilder<J> dropOldest(Consumer<? super J> onDropped) {
        this.onDropped = Objects.requireNonNull(onDropped, "onDropped");
        return whenFull(WhenFull.DROP_OLDEST);
    }

    /**
     * How long a job waits for a worker until another one is started, one at a time, up to the most; 10 milliseconds by default. With
     * zero none waits.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public DispatcherBuilder<J> growAfter(Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("growAfter " + wait + " is negative");
        }
        this.growNanos = ResourcePoolBuilder.nanos(wait);
        return this;
    }

    /**
     * How long a worker is idle until it ends, but for the least; a minute by default.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public DispatcherBuilder<J> shrinkAfter(Duration idle) {
        this.idleNanos = ResourcePoolBuilder.positiveNanos("shrinkAfter", idle);
        return this;
    }

    /**
     * How often a job is tried before it is given up; once by default, and then it is not tried again.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public DispatcherBuilder<J> tries(int most) {
        this.maxTries = ResourcePoolBuilder.checkAtLeast(1, "tries", most);
        return this;
    }

    /**
     * How long a job is left alone after it has failed: so long at first, twice as long each time, up to a maximum, less some
     * {@linkplain #jitter(double) jitter}. By default from 100 milliseconds to 10 seconds.
     *
     * @throws IllegalArgumentException if one is not positive, or the first more than the maximum
     */
    public DispatcherBuilder<J> backoff(Duration first, Duration max) {
        if (first.compareTo(max) > 0) {
            throw new IllegalArgumentException("first " + first + " is more than max " + max);
        }
        this.firstBackoffNanos = ResourcePoolBuilder.positiveNanos("first", first);
        this.maxBackoffNanos = ResourcePoolBuilder.positiveNanos("max", max);
        return this;
    }

    /**
     * Which part of a back-off is random, from 0 to 1, so that jobs that fail together are not tried again together; 0.5 by default. A
     * back-off is shortened by up to this part.
     *
     * @throws IllegalArgumentException if it is not in that range
     */
    public DispatcherBuilder<J> jitter(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("jitter " + part + " is not from 0 to 1");
        }
        this.jitter = part;
        return this;
    }

    /** Which failures are tried again; all by default. Runs on the worker; a failure of this is logged, and means no. */
    public DispatcherBuilder<J> retryIf(Predicate<? super Throwable> isWorthARetry) {
        this.isWorthARetry = Objects.requireNonNull(isWorthARetry, "isWorthARetry");
        return this;
    }

    /** Makes the dispatcher, which is to be {@linkplain Dispatcher#close() closed}. */
    public Dispatcher<J> build() {
        return new Dispatcher<>(new DispatcherSettings<>(
                name != null ? name : "dispatcher-" + NUMBERS.incrementAndGet(),
                handler,
                minWorkers,
                maxWorkers,
                capacity,
                whenFull,
                onDropped,
                growNanos,
                idleNanos,
                maxTries,
                firstBackoffNanos,
                maxBackoffNanos,
                jitter,
                isWorthARetry));
    }
}
