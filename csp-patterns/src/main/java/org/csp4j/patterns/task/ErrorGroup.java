package org.csp4j.patterns.task;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.prioritySelect;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.SelectCase;
import org.csp4j.patterns.control.Semaphore;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that run at the same time, up to a limit, of which the first that fails ends the others: Go's {@code errgroup}.
 *
 * {@snippet file="org/csp4j/examples/snippets/TaskSnippets.java" region="error-group"}
 *
 * <p>Each task has a fiber, on the scheduler of who gives it, and in its run or scope. With a limit, {@link #go} waits until one of the
 * tasks has ended: so a loop over many takes no more memory than few.
 *
 * <p><b>Failing.</b> The first failure cancels the tasks that run; those that are given later never begin. {@link #await()} throws it, with
 * those that came later suppressed. A group that {@linkplain #collecting() collects} lets all run to their ends, and throws then. A
 * task that is cancelled with its run or scope has failed, too, also if it never began.
 *
 * <p><b>Closing.</b> {@link #close()} cancels the tasks that run, and waits until they have ended: for {@code try}, behind an
 * {@code await}. Unlike a {@link org.csp4j.Scope} a group belongs to nobody: any thread may give tasks, wait and close, but for its own
 * tasks, which would wait for themselves. What a task has done happens-before the return of a wait for it.
 */
public final class ErrorGroup implements AutoCloseable {
    /*
     * I1  A task is in `tasks`, has a permit if there is a limit, and counts in `running`, from its start until it has ended; it is let go in
     *     that order. So a group whose wait has ended has its permits back.
     * I2  Who cancels the group does so to each task whose fiber it sees; a task whose fiber it does not see yet cancels itself when it
     *     puts it there.
     */
    private static final Logger LOG = LoggerFactory.getLogger(ErrorGroup.class);
    private static final int NO_LIMIT = 0;

    private final int limit;
    private final @Nullable Semaphore permits;
    private final boolean isFailFast;
    private final WaitGroup running = new WaitGroup();
    private final Channel<Void> cancelled = chan("error-group"); // closed when it is
    private final Set<Task> tasks = new HashSet<>(); // that run; guarded by this, as is what follows
    private final List<Throwable> failures = new ArrayList<>();
    private boolean isCancelled;
    private boolean isTold; // of the failures

    private ErrorGroup(int limit, boolean isFailFast) {
        this.limit = limit;
        this.permits = limit == NO_LIMIT ? null : Semaphore.of("error-group", limit);
        this.isFailFast = isFailFast;
    }

    /** A group without a limit, whose first failure cancels the others. */
    public static ErrorGroup open() {
        return new ErrorGroup(NO_LIMIT, true);
    }

    /**
     * A group of which at most so many tasks run at a time, and whose first failure cancels the others.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static ErrorGroup withLimit(int limit) {
        return new ErrorGroup(Args.positive("limit", limit), true);
    }

    /** Another group with the same limit, in which a failure leaves the other tasks alone. */
    public ErrorGroup collecting() {
        return new ErrorGroup(limit, false);
    }

    // Giving tasks

    /**
     * Starts a task, and with a limit waits first until one fewer runs.
     *
     * @return false if the group is cancelled, by a failure or by a close: the task never begins
     * @throws InterruptedException if the caller is interrupted before the task is started
     */
    public boolean go(Action task) throws InterruptedException {
        Objects.requireNonNull(task, "task");
        return permits == null
                ? start(task, null)
                : startWith(task, prioritySelect(givenUp(), permits.acquired(Optional::of)));
    }

    /**
     * Starts a task, and with a limit waits first until one fewer runs, for at most this long.
     *
     * @return false if as many run as may, or the group is cancelled: the task never begins
     * @throws InterruptedException if the caller is interrupted before the task is started
     */
    public boolean tryGo(Action task, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(timeout, "timeout");
        return permits == null
                ? start(task, null)
                : startWith(
                        task,
                        prioritySelect(givenUp(), permits.acquired(Optional::of), timeout(timeout, Optional::empty)));
    }

    /** Starts a task, unless as many run as may, or the group is cancelled; returns whether it does. */
    public boolean tryGo(Action task) {
        Objects.requireNonNull(task, "task");
        return permits == null ? start(task, null) : startWith(task, permits.tryAcquire());
    }

    private SelectCase<Optional<Semaphore.Permit>> givenUp() {
        return receive(cancelled, _ -> Optional.empty(), Optional::empty);
    }

    private boolean startWith(Action task, Optional<Semaphore.Permit> permit) {
        return permit.isPresent() && start(task, permit.get());
    }

    private boolean start(Action body, Semaphore.@Nullable Permit permit) {
        Task task = new Task(body, permit);
        synchronized (this) {
            if (isCancelled) {
                return false; // with its permit, which nobody waits for any more
            }
            running.add(1);
            tasks.add(task);
        }
        boolean isStarted = false;
        try {
            task.isIn(Fibers.start("error-group", task::run, task::neverBegan));
            isStarted = true;
        } finally {
            if (!isStarted) { // the scheduler is closed
                task.end();
            }
        }
        return true;
    }

    /** What was given, while it runs. */
    private final class Task {
        private final Action body;
        private final Semaphore.@Nullable Permit permit;
        private @Nullable Fiber<?> fiber; // guarded by the group
        private volatile @Nullable Thread thread; // written by itself

        Task(Action body, Semaphore.@Nullable Permit permit) {
            this.body = body;
            this.permit = permit;
        }

        void run() {
            thread = Thread.currentThread();
            try {
                body.run();
            } catch (Throwable e) { // also an OutOfMemoryError is for who awaits
                fail(e);
            } finally {
                end();
            }
        }

        void neverBegan() {
            fail(new FiberCancelledException("a task of an error group was cancelled before it began", null));
            end();
        }

        void isIn(Fiber<?> started) {
            synchronized (ErrorGroup.this) {
                fiber = started;
                if (!isCancelled) {
                    return;
                }
            }
            started.cancel(); // I2
        }

        void end() { // I1
            synchronized (ErrorGroup.this) {
                tasks.remove(this);
            }
            if (permit != null) {
                permit.close();
            }
            running.done();
        }
    }

    private void fail(Throwable failure) {
        synchronized (this) {
            if (isCancelled
                    && (failure instanceof InterruptedException || failure instanceof FiberCancelledException)) {
                return; // it was asked to
            }
            failures.add(failure);
        }
        LOG.debug("a task of an error group has failed", failure);
        if (isFailFast) {
            cancel();
        }
    }

    private void cancel() {
        List<Fiber<?>> toCancel = new ArrayList<>();
        synchronized (this) {
            isCancelled = true;
            for (Task task : tasks) {
                if (task.fiber != null) { // I2
                    toCancel.add(task.fiber);
                }
            }
        }
        cancelled.close();
        toCancel.forEach(Fiber::cancel);
    }

    // Waiting for them

    /**
     * Waits until all tasks have ended.
     *
     * @throws ErrorGroupFailedException if one has failed
     * @throws InterruptedException if the caller is interrupted; the tasks go on
     * @throws IllegalStateException if a task of the group calls it
     */
    public void await() throws InterruptedException {
        checkIsOutside("await");
        running.await();
        throwFailure();
    }

    /**
     * Waits until all tasks have ended, for at most this long; returns whether they have.
     *
     * @throws ErrorGroupFailedException if all have ended, and one has failed
     * @throws InterruptedException if the caller is interrupted; the tasks go on
     * @throws IllegalStateException if a task of the group calls it
     */
    public boolean await(Duration timeout) throws InterruptedException {
        checkIsOutside("await");
        if (!running.await(timeout)) {
            return false;
        }
        throwFailure();
        return true;
    }

    private synchronized void throwFailure() {
        if (failures.isEmpty()) {
            return;
        }
        isTold = true;
        Throwable first = failures.getFirst();
        ErrorGroupFailedException exception = new ErrorGroupFailedException(
                failures.size() + " of the tasks of an error group failed, first by " + first, first);
        failures.stream().skip(1).forEach(exception::addSuppressed);
        throw exception;
    }

    private synchronized void checkIsOutside(String operation) {
        if (tasks.stream().anyMatch(task -> task.thread == Thread.currentThread())) {
            throw new IllegalStateException(
                    operation + " of an error group by one of its tasks would wait for itself; return, or throw");
        }
    }

    /**
     * Cancels the tasks that run, and waits until they have ended. If the caller is interrupted meanwhile, it waits on, and returns with
     * the interrupt status set. Closing again does nothing.
     *
     * @throws ErrorGroupFailedException if a task has failed, and no {@code await} has thrown that
     * @throws IllegalStateException if a task of the group calls it; nothing has happened
     */
    @Override
    public void close() {
        checkIsOutside("close");
        cancel();
        Fibers.uninterrupted(running::await);
        synchronized (this) {
            if (!isTold) {
                throwFailure();
            }
        }
    }
}
