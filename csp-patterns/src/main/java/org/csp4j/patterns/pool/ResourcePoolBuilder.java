package org.csp4j.patterns.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.csp4j.patterns.pool.ResourcePool.Check;
import org.csp4j.patterns.pool.ResourcePool.Closer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link ResourcePool}; all but size and factory has a default. A builder belongs to one thread, and can build any number of pools.
 *
 * {@snippet file="org/csp4j/examples/snippets/ResourcePoolSnippets.java" region="settings"}
 *
 * @param <R> the type of the resources
 */
public final class ResourcePoolBuilder<R> {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final int size;
    private final Callable<? extends R> factory;
    private final Closer<? super R> closer;
    private @Nullable String name;
    private boolean isBounded;
    private int minIdle;
    private int maxWaiting = Integer.MAX_VALUE;
    private Duration acquireTimeout = Duration.ofSeconds(30);
    private long idleNanos = PoolSettings.NEVER;
    private long lifetimeNanos = PoolSettings.NEVER;
    private double jitter = 0.1;
    private @Nullable Check<? super R> check;
    private long checkNanos = PoolSettings.NEVER;
    private long firstBackoffNanos = Duration.ofMillis(100).toNanos();
    private long maxBackoffNanos = Duration.ofSeconds(10).toNanos();
    private long leakNanos = PoolSettings.NEVER;
    private boolean recordsSites;
    private @Nullable Consumer<? super LeakReport> onLeak;

    ResourcePoolBuilder(int size, Callable<? extends R> factory, Closer<? super R> closer) {
        this.size = checkAtLeast(1, "size", size);
        this.factory = Objects.requireNonNull(factory, "factory");
        this.closer = Objects.requireNonNull(closer, "closer");
    }

    static int checkAtLeast(int least, String what, int value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " " + value + " is less than " + least);
        }
        return value;
    }

    static long positiveNanos(String what, Duration length) {
        if (!length.isPositive()) {
            throw new IllegalArgumentException(what + " " + length + " is not positive");
        }
        return nanos(length);
    }

    static long nanos(Duration length) {
        return length.compareTo(Duration.ofDays(36_500)) > 0 ? PoolSettings.NEVER : length.toNanos();
    }

    /**
     * Names the pool; its fibers and its messages use the name. By default it is numbered.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public ResourcePoolBuilder<R> name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name '" + name + "' is blank");
        }
        this.name = name;
        return this;
    }

    /** Never more resources than the size: who wants one when all are lent waits. */
    public ResourcePoolBuilder<R> bounded() {
        this.isBounded = true;
        return this;
    }

    /**
     * How many are to be idle at least, made ahead; none by default.
     *
     * @throws IllegalArgumentException if it is negative or more than the size
     */
    public ResourcePoolBuilder<R> minIdle(int minIdle) {
        if (minIdle > size) {
            throw new IllegalArgumentException("minIdle " + minIdle + " is more than the size, " + size);
        }
        this.minIdle = checkAtLeast(0, "minIdle", minIdle);
        return this;
    }

    /**
     * How many may wait for a resource; any number by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ResourcePoolBuilder<R> maxWaiting(int maxWaiting) {
        this.maxWaiting = checkAtLeast(0, "maxWaiting", maxWaiting);
        return this;
    }

    /**
     * How long {@link ResourcePool#acquire()} waits; 30 seconds by default.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ResourcePoolBuilder<R> acquireTimeout(Duration timeout) {
        positiveNanos("acquireTimeout", timeout);
        this.acquireTimeout = timeout;
        return this;
    }

    /**
     * How long one may be idle until it is closed, unless {@link #minIdle(int)} keeps it; for ever by default.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ResourcePoolBuilder<R> idleTimeout(Duration timeout) {
        this.idleNanos = positiveNanos("idleTimeout", timeout);
        return this;
    }

    /**
     * How long after it was made a resource is closed: when it is idle, or given back; never by default.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ResourcePoolBuilder<R> maxLifetime(Duration lifetime) {
        this.lifetimeNanos = positiveNanos("maxLifetime", lifetime);
        return this;
    }

    /**
     * Which part of idle timeouts, lifetimes, checks and pauses of the factory is random, from 0 to 1, so that not all resources come to their end together; 0.1 by default. A time is
     * shortened by up to this part.
     *
     * @throws IllegalArgumentException if it is not in that range
     */
    public ResourcePoolBuilder<R> jitter(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("jitter " + part + " is not from 0 to 1");
        }
        this.jitter = part;
        return this;
    }

    /**
     * Looks whether those that are idle still work, on a fiber of the pool, one at a time, and each this long after it was given back or
     * checked last. One that is not good is closed. By default none is checked.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public ResourcePoolBuilder<R> check(Check<? super R> check, Duration every) {
        this.check = Objects.requireNonNull(check, "check");
        this.checkNanos = positiveNanos("every", every);
        return this;
    }

    /**
     * How long the factory is left alone after it has failed: so long at first, twice as long each time, up to a maximum, less some
     * {@linkplain #jitter(double) jitter}. By default from 100 milliseconds to 10 seconds.
     *
     * @throws IllegalArgumentException if one is not positive, or the first more than the maximum
     */
    public ResourcePoolBuilder<R> backoff(Duration first, Duration max) {
        if (first.compareTo(max) > 0) {
            throw new IllegalArgumentException("first " + first + " is more than max " + max);
        }
        this.firstBackoffNanos = positiveNanos("first", first);
        this.maxBackoffNanos = positiveNanos("max", max);
        return this;
    }

    /**
     * How long one may be held until that is reported, once, in the log at warn; never by default. Records sites, too.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ResourcePoolBuilder<R> leakAfter(Duration time) {
        this.leakNanos = positiveNanos("leakAfter", time);
        return recordSites();
    }

    /** Records the line of code that acquires each resource, for reports and messages. Costs some microseconds each time. */
    public ResourcePoolBuilder<R> recordSites() {
        this.recordsSites = true;
        return this;
    }

    /** What is told of leaks besides the log, on a fiber of the pool. */
    public ResourcePoolBuilder<R> onLeak(Consumer<? super LeakReport> hook) {
        this.onLeak = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /** Makes the pool, which is to be {@linkplain ResourcePool#close() closed}. */
    public ResourcePool<R> build() {
        return new ResourcePool<>(new PoolSettings<>(
                name != null ? name : "pool-" + NUMBERS.incrementAndGet(),
                size,
                isBounded,
                factory,
                closer,
                minIdle,
                maxWaiting,
                acquireTimeout,
                idleNanos,
                lifetimeNanos,
                jitter,
                check,
                checkNanos,
                firstBackoffNanos,
                maxBackoffNanos,
                leakNanos,
                recordsSites,
                onLeak));
    }
}
