package org.csp4j.patterns.pool;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a {@link WorkPool}; all but the number of workers has a default. A builder belongs to one thread, and can build any number of pools.
 *
 * {@snippet file="org/csp4j/examples/snippets/WorkPoolSnippets.java" region="settings"}
 */
public final class WorkPoolBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(WorkPool.class);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int DEFAULT_CAPACITY = 1_000;

    private final int size;
    private @Nullable String name;
    private int capacity = DEFAULT_CAPACITY;
    private WorkPolicy policy = WorkPolicy.FAIL_FAST;
    private Consumer<? super WorkFailedException> onFailure = failure -> LOG.error("{}", failure.getMessage(), failure);

    WorkPoolBuilder(int size) {
        this.size = ResourcePoolBuilder.checkAtLeast(1, "size", size);
    }

    /**
     * Names the pool; its fibers and its messages use the name. By default it is numbered.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public WorkPoolBuilder name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name '" + name + "' is blank");
        }
        this.name = name;
        return this;
    }

    /**
     * How many tasks the {@linkplain WorkPool#queued() queue} stores; 1,000 by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public WorkPoolBuilder queue(int capacity) {
        this.capacity = ResourcePoolBuilder.checkAtLeast(0, "queue", capacity);
        return this;
    }

    /** What a failure of a task means; {@link WorkPolicy#FAIL_FAST} by default. */
    public WorkPoolBuilder policy(WorkPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * What is told of failures of tasks that return nothing, under {@link WorkPolicy#SUPERVISE}; by default the log is, at error. Runs on the worker
     * before the task counts as ended; what it throws is logged.
     */
    public WorkPoolBuilder onFailure(Consumer<? super WorkFailedException> hook) {
        this.onFailure = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /** Makes the pool, which is to be {@linkplain WorkPool#close() closed}. */
    public WorkPool build() {
        WorkState state = new WorkState(
                name != null ? name : "work-" + NUMBERS.incrementAndGet(), policy, capacity, size, onFailure);
        return new WorkPool(state, new WorkKeeper(state));
    }
}
