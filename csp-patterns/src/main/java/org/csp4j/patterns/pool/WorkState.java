package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.pool.WorkTask.State;
import org.csp4j.patterns.task.Promise;
import org.jspecify.annotations.Nullable;

/** The operations on the tasks and workers of a work pool. */
final class WorkState {
    /*
     * One lock guards the board. It is held for a few steps; no code of users runs under it, and nobody waits under it: callers wait on a
     * channel of their task, workers on their own. What wakes callers, or runs code of users, is done after the lock, by
     * whoever has held it.
     */
    private final String name;
    private final WorkPolicy policy;
    private final WorkLanes lanes = new WorkLanes();
    private final PoolLock lock;
    private final WorkBoard board; // guarded by the lock

    WorkState(String name, WorkPolicy policy, int capacity, int size, Consumer<? super WorkFailedException> onFailure) {
        this.name = name;
        this.policy = policy;
        this.lock = new PoolLock(name + "-turn");
        this.board = new WorkBoard(
                policy, lanes, capacity, size, number -> new Worker(name + "-worker-" + number, this, onFailure));
    }

    String name() {
        return name;
    }

    WorkPolicy policy() {
        return policy;
    }

    /** Tells the keeper to look what there is to do. */
    ReceiveChannel<Boolean> wake() {
        return board.wake;
    }

    /** Ends what {@code lock.lock()} began; what must not be done under the lock is done after it. */
    private void unlock() {
        List<Runnable> after;
        try {
            board.settle();
        } finally {
            after = board.takeAfter();
            lock.unlock();
        }
        for (Runnable step : after) {
            step.run();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            unlock();
        }
    }

    private void locked(Runnable body) {
        lock.lock();
        try {
            body.run();
        } finally {
            unlock();
        }
    }

    // For those who submit

    /** Places a task; returns whether it was accepted. If not, it waits for an answer, where a channel is made for that. */
    boolean offer(WorkTask<?> task, @Nullable Supplier<Channel<Void>> answer) {
        if (task.key != null) {
            task.lane = lanes.enter(task.key);
        }
        lock.lock();
        try {
            if (board.isClosing) {
                board.books.rejected++;
                board.leaveLane(task);
                throw rejectedException();
            }
            board.place(task, answer);
            return task.isAccepted;
        } finally {
            unlock();
        }
    }

    /** The caller does not wait any more; returns whether the task was accepted before. */
    boolean withdraw(WorkTask<?> task) {
        return locked(() -> {
            if (!task.isAccepted && task.state == State.WAITING) {
                board.drop(task, null);
            }
            return task.isAccepted;
        });
    }

    /** Why a task was not accepted that has waited for that. */
    WorkRejectedException rejection() {
        return locked(this::rejectedException);
    }

    private WorkRejectedException rejectedException() {
        Throwable cause = board.stopCause;
        return new WorkRejectedException(
                "pool '" + name + "' takes no more tasks: " + (cause == null ? "it was shut down" : cause.getMessage()),
                name,
                cause);
    }

    // For the workers

    /** The worker's next task; null if it is idle now. */
    @Nullable WorkTask<?> next(Worker worker) {
        return locked(() -> board.next(worker));
    }

    /** A task has ended so; returns the worker's next, or null if it is idle now. */
    @Nullable WorkTask<?> end(Worker worker, WorkTask<?> task, State how, @Nullable WorkFailedException failure) {
        lock.lock();
        try {
            if (!task.isInterrupted || task.isOver) { // I1 of Worker
                switch (how) {
                    case DONE -> board.done(task);
                    case FAILED -> board.failed(task, Objects.requireNonNull(failure));
                    default -> board.takeBack(task, board.stopCause != null ? board.stopCause : task.failure);
                }
                return board.next(worker);
            }
        } finally {
            unlock();
        }
        worker.stopInterrupts(task);
        return end(worker, task, how, failure);
    }

    // For those who have a task

    /** Gives the task a future, if it has none; it is settled when the task has ended. */
    <F> Promise<F> future(WorkTask<F> task) {
        return locked(() -> {
            Promise<F> promise = task.promise();
            if (task.state.isEnded()) {
                board.after(task::settleFuture);
            }
            return promise;
        });
    }

    /** Cancels one task; returns false if it has ended. */
    boolean cancel(WorkTask<?> task) {
        return locked(() -> {
            switch (task.state) {
                case WAITING -> board.drop(task, null);
                case TAKEN, RUNNING -> board.revoke(task, null);
                case DONE, FAILED, CANCELLED -> {
                    return false;
                }
            }
            return true;
        });
    }

    // Ending

    /** From now on no task is accepted. */
    void close() {
        locked(board::close);
    }

    /** From now on no task is accepted or begins, and those that run are interrupted. */
    void stop(@Nullable Throwable cause) {
        locked(() -> board.stop(cause));
    }

    /** The tasks that were accepted and never ran. Each is returned once. */
    List<WorkTask<?>> takeNeverRan() {
        return locked(board.books::takeNeverRan);
    }

    /** A channel that closes when there is nothing to do; null if there is nothing now. */
    @Nullable Channel<Void> idleSignal() {
        return locked(() -> {
            if (board.idleSignal == null && !board.isIdle()) {
                board.idleSignal = chan("idle-" + name);
            }
            return board.idleSignal;
        });
    }

    /** Throws what is to be told of failures, also if it was told before, where that is asked for. */
    void throwFailures(boolean isAgain) {
        WorkFailedException exception = WorkBooks.exception(locked(() -> board.books.tell(isAgain)));
        if (exception != null) {
            throw exception;
        }
    }

    // For the keeper, and for those who look

    /** Changes the size; nothing, if nothing is to be done any more. */
    void resize(int size) {
        locked(() -> {
            if (!board.isClosing || !board.line.isEmpty()) {
                board.crew.resize(size);
            }
        });
    }

    /** The workers that are to be started; null if the pool is over. */
    @Nullable List<Worker> toStart() {
        return locked(() -> board.isOver() ? null : board.crew.takeToStart());
    }

    /** The workers have ended. */
    void forgetWorkers() {
        locked(board.crew::forget);
    }

    boolean isClosing() {
        return locked(() -> board.isClosing);
    }

    int size() {
        return locked(board.crew::size);
    }

    /** Whether this thread runs a task. */
    boolean isWorking(Thread thread) {
        return locked(() -> board.isWorking(thread));
    }

    /** Whether no key is held for any task. */
    boolean isKeyless() {
        return lanes.isEmpty();
    }

    WorkPoolStats stats() {
        return locked(() -> new WorkPoolStats(
                board.crew.workers(),
                board.crew.idle(),
                board.books.accepted,
                board.line.stored(),
                board.busy.size(),
                board.books.done,
                board.books.failed,
                board.books.cancelled,
                board.line.waiting(),
                board.books.rejected));
    }
}
