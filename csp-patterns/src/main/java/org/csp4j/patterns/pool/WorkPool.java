package org.csp4j.patterns.pool;

import java.time.Duration;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks by a number of workers, each of which is a fiber. {@link #run} returns once a worker has taken the task, so that nobody
 * produces work faster than it is done: Go's classic work pool, with results, a queue, an order by keys, and an end.
 *
 * {@snippet file="org/csp4j/examples/snippets/WorkPoolSnippets.java" region="program"}
 *
 * <p><b>Order.</b> Tasks are taken in the order in which they have come, those whose callers wait and those in the {@linkplain #queued() queue}
 * alike, save that one with a {@linkplain #keyed(Object) key} waits for those of its key, and is overtaken meanwhile.
 *
 * <p><b>Failing.</b> The {@link WorkPolicy} says what a failure of a task means: by default the pool fails. Whatever it means, the
 * task's {@link WorkTask#result()} says what has happened, and on which worker. A worker survives the failures of its tasks.
 *
 * <p><b>Accounting.</b> A task that is submitted has one of three ends, whatever comes at the same moment: it runs, once; it was not taken,
 * and whoever has submitted it is told so; or it was taken and never runs, as it was cancelled, and then {@link #shutdownNow()} hands it back.
 *
 * <p><b>Closing.</b> A pool is to be closed: its fibers live until then, until it fails, or until the run or scope ends in which it was built, which
 * stops it. What tasks start by {@link org.csp4j.Csp#go} belongs to that run or scope, too. A task may submit others, but a task that waits for a pool
 * with no other free worker waits for itself; the pool's own {@code awaitIdle}, {@code shutdown} and {@code close} refuse that.
 *
 * <p>All methods are safe for use by many threads. What precedes a submission happens-before the task; that happens-before the return of whoever
 * waits for its end, or for the pool's. To submit and take a task costs O(1), some hundred
 * nanoseconds where pool and user run on one scheduler, and for a task that has waited for its key O(log such tasks).
 */
public final class WorkPool extends WorkSubmitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkPool.class);

    private final WorkKeeper keeper;

    WorkPool(WorkState state, WorkKeeper keeper) {
        super(state, false, null);
        this.keeper = keeper;
        keeper.start();
    }

    /** Opens a pool of so many workers; for anything else there is {@link #builder}. */
    public static WorkPool open(int size) {
        return builder(size).build();
    }

    /**
     * Builds a pool.
     *
     * @param size how many workers it has
     * @throws IllegalArgumentException if the size is less than 1
     */
    public static WorkPoolBuilder builder(int size) {
        return new WorkPoolBuilder(size);
    }

    /** The name that it was given, or one that identifies it. */
    public String name() {
        return state.name();
    }

    /** How many workers it is to have. */
    public int size() {
        return state.size();
    }

    /**
     * Changes the number of workers. Those that are too many end once they have nothing to do: a task that runs goes on to its end. Nothing, if the
     * pool has nothing to do any more. Does not wait.
     *
     * @throws IllegalArgumentException if the size is less than 1
     */
    public void resize(int size) {
        state.resize(ResourcePoolBuilder.checkAtLeast(1, "size", size));
        LOG.debug("pool '{}' is to have {} workers", name(), size);
    }

    // Waiting

    /**
     * Waits until no task waits or runs, which may be for a moment only if others submit meanwhile.
     *
     * @throws WorkFailedException if tasks have failed, as the {@link WorkPolicy} says
     * @throws IllegalStateException if a task of the pool calls it, which would wait for itself
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    public void awaitIdle() throws InterruptedException {
        awaitIdleUntil(null);
    }

    /**
     * Waits as {@link #awaitIdle()} does, for at most this long.
     *
     * @return whether no task waits or runs
     * @throws WorkFailedException if there is none, and tasks have failed
     * @throws IllegalStateException as {@link #awaitIdle()}
     * @throws InterruptedException as {@link #awaitIdle()}
     */
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        return awaitIdle(Deadline.after(timeout));
    }

    /** Waits as {@link #awaitIdle()} does, until the deadline; see {@link #awaitIdle(Duration)}. */
    public boolean awaitIdle(Deadline deadline) throws InterruptedException {
        return awaitIdleUntil(deadline);
    }

    private boolean awaitIdleUntil(@Nullable Deadline deadline) throws InterruptedException {
        refuseOnWorker("awaitIdle");
        Channel<Void> idle = state.idleSignal();
        if (Thread.interrupted()) {
            throw new InterruptedException("awaitIdle of pool '" + name() + "' began interrupted");
        }
        boolean isIdle = idle == null || Ends.await(idle, deadline);
        if (isIdle) {
            state.throwFailures(true);
        }
        return isIdle;
    }

    private void refuseOnWorker(String what) {
        if (state.isWorking(Thread.currentThread())) {
            throw new IllegalStateException(
                    what + " of pool '" + name() + "' by one of its tasks would wait for itself; call it elsewhere");
        }
    }

    // Ending

    /**
     * Takes no more tasks, has those run that it has taken, and waits until all have ended, and the workers too. Whoever waits to hand over a task is
     * rejected. Calling it again waits, too.
     *
     * @throws WorkFailedException if tasks have failed, as the {@link WorkPolicy} says; all have ended
     * @throws IllegalStateException if a task of the pool calls it, which would wait for itself
     * @throws InterruptedException if the caller is interrupted while it waits; the pool is being shut down nevertheless
     */
    public void shutdown() throws InterruptedException {
        shutdown((Deadline) null);
    }

    /**
     * Shuts the pool down as {@link #shutdown()} does, and waits for at most this long; not at all, if that is zero.
     *
     * @return whether all tasks have ended, and the workers too
     * @throws WorkFailedException if they have, and tasks have failed
     * @throws IllegalStateException as {@link #shutdown()}
     * @throws InterruptedException as {@link #shutdown()}
     */
    public boolean shutdown(Duration timeout) throws InterruptedException {
        return shutdown(Deadline.after(timeout));
    }

    private boolean shutdown(@Nullable Deadline deadline) throws InterruptedException {
        refuseOnWorker("shutdown");
        state.close();
        LOG.debug("pool '{}' is shut down", name());
        boolean isEnded = Ends.await(keeper.ended(), deadline);
        if (isEnded) {
            state.throwFailures(true);
        }
        return isEnded;
    }

    /**
     * Takes no more tasks, interrupts those that run, and hands back those that it had taken and that never ran. Does not wait.
     *
     * @return what was in the queue or about to begin, now or when the pool failed, in its order; each of them once
     */
    public List<WorkTask<?>> shutdownNow() {
        state.stop(null);
        LOG.debug("pool '{}' is shut down, in a hurry", name());
        return state.takeNeverRan();
    }

    /**
     * Closes the pool as {@link #shutdown()} does. If the caller is interrupted, the tasks that run are interrupted and no more begin, it waits on
     * for those, and returns with the interrupt status set; {@link #shutdownNow()} hands back what never ran then. Closing again does nothing.
     *
     * @throws WorkFailedException if tasks have failed, as the {@link WorkPolicy} says, and no other method has thrown that
     * @throws IllegalStateException if a task of the pool calls it, which would wait for itself
     */
    @Override
    public void close() {
        refuseOnWorker("close");
        state.close();
        LOG.debug("pool '{}' is being closed", name());
        boolean wasInterrupted = false;
        while (!keeper.ended().isClosed()) {
            try {
                Ends.await(keeper.ended(), null);
            } catch (InterruptedException e) {
                wasInterrupted = true;
                state.stop(null);
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        state.throwFailures(false);
    }

    // Looking

    /** Whether the pool takes no more tasks: it was shut down, or has failed. */
    public boolean isShutdown() {
        return state.isClosing();
    }

    /** What the pool has, and has done. */
    public WorkPoolStats stats() {
        return state.stats();
    }

    @Override
    public String toString() {
        return "pool '" + name() + "' (" + stats() + ")";
    }
}
