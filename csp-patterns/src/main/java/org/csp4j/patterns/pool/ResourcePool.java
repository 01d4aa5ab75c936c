package org.csp4j.patterns.pool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.csp4j.Deadline;
import org.csp4j.Received;
import org.jspecify.annotations.Nullable;

/**
 * Lends resources that are expensive to make: connections, most often. What is given back waits for whoever comes next.
 *
 * {@snippet file="org/csp4j/examples/snippets/ResourcePoolSnippets.java" region="program"}
 *
 * <p><b>Size.</b> A pool stores as many as its size. By default, as in Go's classic, it has another one made whenever none is idle, and closes
 * what is given back and does not fit. A {@linkplain ResourcePoolBuilder#bounded() bounded} pool never has more than its size, those included that are
 * being made or closed: who wants one then waits. Those who wait are served in their order, and nobody overtakes them.
 *
 * <p><b>Making.</b> Resources are made, checked and closed by fibers of the pool. Where the factory fails, one who waits fails with it,
 * {@link PoolCreationException}; in a bounded pool they wait on, while it is tried again, with pauses that become longer, and
 * fail at their deadlines, with the factory's failure as the cause.
 *
 * <p><b>Blocking.</b> {@code acquire} waits for at most the {@linkplain ResourcePoolBuilder#acquireTimeout(Duration) timeout of the pool}, or its own. An
 * interrupt ends it, and nothing was taken. Nothing else waits but {@code close}.
 *
 * <p><b>Closing.</b> A pool is to be closed: its fibers live until then, or until the run or scope ends in which it was built, which
 * closes it. Each resource is closed exactly once.
 *
 * <p>All methods are safe for use by many threads. To acquire one that is idle and to give it back costs O(1); time is measured by the clock of
 * the scheduler on which the pool was built, deadlines by that of the caller.
 *
 * @param <R> the type of the resources
 */
public final class ResourcePool<R> implements AutoCloseable {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String SELF = ResourcePool.class.getName();
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PoolSettings<R> settings;
    private final PoolState<R> state;
    private final PoolKeeper<R> keeper;

    /** Closes a resource. */
    @FunctionalInterface
    public interface Closer<R> {
        /** Closes it; a failure is logged, at warn. */
        void close(R resource) throws Exception;
    }

    /** Looks whether a resource still works. */
    @FunctionalInterface
    public interface Check<R> {
        /** Whether it does; one that throws is not good. */
        boolean isGood(R resource) throws Exception;
    }

    ResourcePool(PoolSettings<R> settings) {
        this.settings = settings;
        this.state = new PoolState<>(settings);
        this.keeper = new PoolKeeper<>(settings, state);
        keeper.start();
    }

    /**
     * Builds a pool of resources that close themselves.
     *
     * @param size how many the pool stores
     * @param factory makes a resource; is called by fibers of the pool
     * @throws IllegalArgumentException if the size is less than 1
     */
    public static <R extends AutoCloseable> ResourcePoolBuilder<R> builder(int size, Callable<? extends R> factory) {
        return builder(size, factory, AutoCloseable::close);
    }

    /**
     * Builds a pool.
     *
     * @param size how many the pool stores
     * @param factory makes a resource; is called by fibers of the pool
     * @param closer closes one
     * @throws IllegalArgumentException if the size is less than 1
     */
    public static <R> ResourcePoolBuilder<R> builder(
            int size, Callable<? extends R> factory, Closer<? super R> closer) {
        return new ResourcePoolBuilder<>(size, factory, closer);
    }

    /** The name that it was given, or one that identifies it. */
    public String name() {
        return settings.name();
    }

    // Acquiring

    /**
     * Acquires a resource: one that is idle, or else the next that is made or given back.
     *
     * @throws PoolTimeoutException if there is none within the {@linkplain ResourcePoolBuilder#acquireTimeout(Duration) timeout of the pool};
     *     says who holds them
     * @throws PoolCreationException if the factory has failed, and the pool is not bounded
     * @throws PoolExhaustedException if there is none, and {@linkplain ResourcePoolBuilder#maxWaiting(int) as many as may} wait already
     * @throws PoolClosedException if the pool is, or becomes, closed
     * @throws InterruptedException if the caller is interrupted before it has one; none was taken
     */
    public Lease<R> acquire() throws InterruptedException {
        return acquire(settings.acquireTimeout());
    }

    /** Acquires a resource as {@link #acquire()} does, and waits for at most this long. One that is idle is acquired, however short that is. */
    public Lease<R> acquire(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return acquireUntil(() -> Deadline.after(timeout));
    }

    /** Acquires a resource as {@link #acquire()} does, and waits until the deadline. One that is idle is acquired even past it. */
    public Lease<R> acquire(Deadline deadline) throws InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        return acquireUntil(() -> deadline);
    }

    /** Acquires a resource; until when to wait is asked only if none is idle, as the clock is not for nothing. */
    private Lease<R> acquireUntil(Supplier<Deadline> deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("acquire from pool '" + name() + "' began interrupted");
        }
        Request<R> request = request();
        Loan<R> loan = state.lendOrQueue(request);
        return new Lease<>(state, loan != null ? loan : await(request, deadline.get()));
    }

    private Request<R> request() {
        Thread caller = Thread.currentThread();
        String holder = caller.getName().isEmpty() ? "thread " + caller.threadId() : caller.getName();
        return new Request<>(holder, settings.recordsSites() ? site() : null);
    }

    private static @Nullable String site() {
        return STACK.walk(frames -> frames.filter(frame -> !frame.getClassName().equals(SELF))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")")
                .orElse(null));
    }

    private Loan<R> await(Request<R> request, Deadline deadline) throws InterruptedException {
        Deadline begin = Deadline.after(Duration.ZERO);
        Received.Within<Loan<R>> answer;
        try {
            answer = request.answer().tryReceive(deadline);
        } catch (InterruptedException e) {
            Loan<R> late = state.giveUp(request);
            if (late != null) {
                state.refuse(late);
            }
            throw e;
        }
        return switch (answer) {
            case Received.Value<Loan<R>>(Loan<R> loan) -> loan;
            case Received.Closed<Loan<R>>(Throwable failure) -> throw failureOf(failure);
            case Received.TimedOut<Loan<R>> _ -> {
                Loan<R> late = state.giveUp(request);
                if (late == null) {
                    throw state.timeoutException(begin.remaining().negated());
                }
                yield late;
            }
        };
    }

    private PoolException failureOf(@Nullable Throwable failure) {
        return failure == null
                ? state.closedException()
                : new PoolCreationException(
                        "the factory of pool '" + name() + "' has failed: " + failure, name(), failure);
    }

    /**
     * Acquires a resource if one is idle; has none made, and does not wait.
     *
     * @throws PoolClosedException if the pool is closed
     */
    public Optional<Lease<R>> tryAcquire() {
        return Optional.ofNullable(state.lendIfIdle(request())).map(loan -> new Lease<>(state, loan));
    }

    /**
     * Gives a resource back, before the end of a {@code try} say: {@link Lease#close()} does nothing after that.
     *
     * @throws LeaseException if it was given back before, or belongs to another pool; nothing has happened
     */
    public void release(Lease<R> lease) {
        lease.release(state);
    }

    // Size

    /**
     * Changes the size. Of those that are too many the idle ones are closed at once, the others when they are given back.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public void resize(int size) {
        ResourcePoolBuilder.checkAtLeast(1, "size", size);
        state.resize(size);
    }

    // Looking

    /** Who has resources now, longest first. */
    public List<Holder> holders() {
        return state.holders();
    }

    /** What the pool has, and has done. */
    public ResourcePoolStats stats() {
        return state.stats();
    }

    /** Whether the pool was closed, or is being closed. */
    public boolean isClosed() {
        return state.isClosing();
    }

    @Override
    public String toString() {
        return "pool '" + name() + "' (" + state.stats() + ")";
    }

    // Closing

    /**
     * Closes the pool: nothing is lent from now on, and who waits fails with {@link PoolClosedException}. Closes the resources, those that are
     * lent when they are given back, and waits until all are closed. If the caller is interrupted, those that are lent are closed
     * at once; the interrupt is kept. Closing again waits, too. In a run whose fibers are all asleep otherwise, to wait for what nobody is
     * going to give back is a {@linkplain org.csp4j.DeadlockException deadlock}.
     */
    @Override
    public void close() {
        close(NEVER);
    }

    /**
     * Closes the pool as {@link #close()} does, and waits for at most this long for what is lent to be given back. What was not is closed then,
     * while its holder has it, and that is waited for for another second; giving it back is nothing any more.
     *
     * @return who had not given theirs back
     */
    public List<Holder> close(Duration timeout) {
        state.beginClosing();
        List<Holder> late = List.of();
        boolean wasInterrupted = false;
        try {
            if (!awaitEnd(timeout)) {
                late = state.seize();
            }
        } catch (InterruptedException e) {
            wasInterrupted = true;
            late = state.seize();
        }
        try {
            awaitEnd(SECOND);
        } catch (InterruptedException e) {
            wasInterrupted = true;
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return late;
    }

    private boolean awaitEnd(Duration timeout) throws InterruptedException {
        if (timeout.equals(
                NEVER)) { // who waits without a limit is asleep: for what it has itself, it would be for ever
            keeper.ended().receiveOrClosed();
            return true;
        }
        return keeper.ended().tryReceive(timeout) instanceof Received.Closed<Void>;
    }
}
