package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks are handed to a {@link WorkPool}: the pool itself, and what its {@link #queued()} and {@link #keyed(Object)} return.
 *
 * <p>{@code run} is for a task that returns nothing, {@code call} for one with a result. Each form returns once the task was taken, or has not
 * taken it. All of them are safe for use by many threads.
 */
public abstract sealed class WorkSubmitter permits WorkPool, WorkView {
    final WorkState state;
    final boolean isQueued;
    final @Nullable Object key;

    WorkSubmitter(WorkState state, boolean isQueued, @Nullable Object key) {
        this.state = state;
        this.isQueued = isQueued;
        this.key = key;
    }

    /**
     * Hands over to the pool's queue, in which tasks wait for a worker: whoever submits waits only if the queue is full.
     * If the queue has no room at all, that is as handing over to a worker.
     */
    public WorkSubmitter queued() {
        return new WorkView(state, true, key);
    }

    /**
     * Hands over tasks with this key: they run one after another, in the order in which they are submitted, and those with other keys, or
     * none, do not wait for them. A task with a key is taken by a worker when those before it have ended.
     *
     * @param key what {@link Object#equals} says; it is asked, and for its hash code, when a task is submitted, and not later. What it
     *     throws then, whoever submits gets, and the task never runs
     */
    public WorkSubmitter keyed(Object key) {
        return new WorkView(state, isQueued, Objects.requireNonNull(key, "key"));
    }

    /**
     * Hands over a task, and waits until a worker has taken it; of a {@linkplain #queued() queue}, until it is stored or a worker has taken it.
     * Those who wait are served in their order.
     *
     * @throws WorkRejectedException if the pool takes no more tasks, or while the caller waits begins not to; the task never runs
     * @throws InterruptedException if the caller is interrupted before the task was taken; it never runs
     */
    public WorkTask<@Nullable Void> run(Action task) throws InterruptedException {
        WorkTask<@Nullable Void> submitted = taskOf(task);
        submit(submitted, null);
        return submitted;
    }

    /** Hands over a task with a result, as {@link #run(Action)} does one without. */
    public <T extends @Nullable Object> WorkTask<T> call(Callable<T> task) throws InterruptedException {
        WorkTask<T> submitted = taskOf(task);
        submit(submitted, null);
        return submitted;
    }

    /**
     * Hands over a task if a worker takes it at once, or there is room in the {@linkplain #queued() queue}. Does not wait.
     *
     * @return empty if the task was not taken; it never runs
     * @throws WorkRejectedException if the pool takes no more tasks; the task never runs
     */
    public Optional<WorkTask<@Nullable Void>> tryRun(Action task) {
        WorkTask<@Nullable Void> submitted = taskOf(task);
        return state.offer(submitted, null) ? Optional.of(submitted) : Optional.empty();
    }

    /** Hands over a task with a result, as {@link #tryRun(Action)} does one without. */
    public <T extends @Nullable Object> Optional<WorkTask<T>> tryCall(Callable<T> task) {
        WorkTask<T> submitted = taskOf(task);
        return state.offer(submitted, null) ? Optional.of(submitted) : Optional.empty();
    }

    /**
     * Hands over a task as {@link #run(Action)} does, and waits for at most this long.
     *
     * @return empty if the task was not taken; it never runs
     * @throws WorkRejectedException as {@link #run(Action)}
     * @throws InterruptedException as {@link #run(Action)}
     */
    public Optional<WorkTask<@Nullable Void>> tryRun(Action task, Duration timeout) throws InterruptedException {
        return tryRun(task, Deadline.after(timeout));
    }

    /** Hands over a task with a result, and waits for at most this long; see {@link #tryRun(Action, Duration)}. */
    public <T extends @Nullable Object> Optional<WorkTask<T>> tryCall(Callable<T> task, Duration timeout)
            throws InterruptedException {
        return tryCall(task, Deadline.after(timeout));
    }

    /** Hands over a task, and waits until the deadline; see {@link #tryRun(Action, Duration)}. */
    public Optional<WorkTask<@Nullable Void>> tryRun(Action task, Deadline deadline) throws InterruptedException {
        WorkTask<@Nullable Void> submitted = taskOf(task);
        return submit(submitted, deadline) ? Optional.of(submitted) : Optional.empty();
    }

    /** Hands over a task with a result, and waits until the deadline; see {@link #tryRun(Action, Duration)}. */
    public <T extends @Nullable Object> Optional<WorkTask<T>> tryCall(Callable<T> task, Deadline deadline)
            throws InterruptedException {
        WorkTask<T> submitted = taskOf(task);
        return submit(submitted, deadline) ? Optional.of(submitted) : Optional.empty();
    }

    private WorkTask<@Nullable Void> taskOf(Action task) {
        Objects.requireNonNull(task, "task");
        return new WorkTask<>(
                state,
                key,
                isQueued,
                () -> {
                    task.run();
                    return null;
                },
                false);
    }

    private <T extends @Nullable Object> WorkTask<T> taskOf(Callable<T> task) {
        return new WorkTask<>(state, key, isQueued, Objects.requireNonNull(task, "task"), true);
    }

    /** Hands over a task, and waits until the deadline, if there is one; returns whether it was taken. */
    private boolean submit(WorkTask<?> task, @Nullable Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("submitting to pool '" + state.name() + "' began interrupted");
        }
        if (state.offer(task, () -> chan("taken-by-" + state.name()))) {
            return true;
        }
        Channel<Void> answer = Objects.requireNonNull(task.answer);
        boolean isAnswered = true;
        try {
            isAnswered = Ends.await(answer, deadline);
        } catch (InterruptedException e) {
            if (!state.withdraw(task)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // it has come too late
        }
        if (!isAnswered && !state.withdraw(task)) {
            return false;
        }
        if (!task.isAccepted) { // written before the answer was closed
            throw state.rejection();
        }
        return true;
    }
}
