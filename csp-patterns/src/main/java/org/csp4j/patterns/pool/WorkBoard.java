package org.csp4j.patterns.pool;

import static org.csp4j.Csp.conflated;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.csp4j.Channel;
import org.csp4j.patterns.pool.WorkLanes.Lane;
import org.csp4j.patterns.pool.WorkTask.State;
import org.jspecify.annotations.Nullable;

/** The tasks and workers of a work pool, and what can happen to them. Guarded by the lock of {@link WorkState}. */
final class WorkBoard {
    /*
     * A task:  WAITING -> TAKEN    for a worker                              L1
     *          TAKEN   -> RUNNING  by that worker, without the lock          L2
     *          RUNNING -> DONE, FAILED, CANCELLED
     *          TAKEN   -> CANCELLED  cancelled, or handed back               L2
     *          WAITING -> CANCELLED  cancelled, handed back, or never accepted
     *
     * L2  The claim of the task, for its worker or for who takes it back: only under that claim is it written what has become of it.
     * I1  When the lock is free: no worker is idle while a task is ready, nobody waits for room while there is some, and no worker that is
     *     one too many is idle. settle() sees to that. Of these, a task that comes can break the first only.
     * I2  A task that was accepted runs once, or ends as CANCELLED and never does. It is accepted at L1, or when it is stored, and then its
     *     caller returns normally. One that is not accepted is in nobody's hands but the caller's.
     * I3  A task that a worker holds is in `busy`.
     * I4  A worker that was given a task while it was idle is sent that after the lock, by who has given it, and nobody else sends it
     *     anything: it is not idle before it has received that.
     * Checked by WorkTaskStress (L2).
     */
    final WorkLine line;
    final WorkCrew crew;
    final WorkBooks books = new WorkBooks();
    final TaskList busy = new TaskList();
    final Channel<Boolean> wake = conflated(); // tells the keeper to look what there is to do

    @Nullable Channel<Void> idleSignal; // closed when there is nothing to do for the workers

    boolean isClosing; // no more tasks are accepted

    @Nullable Throwable stopCause; // why those that were accepted do not run

    private final WorkPolicy policy;
    private final WorkLanes lanes; // not guarded by the lock: it is used before and after it
    private final List<Runnable> wakes =
            new ArrayList<>(); // what is to be done when the lock is released, and cannot fail
    private final List<Runnable> after = new ArrayList<>(); // and then, as code of users or of the JDK may run in it
    private long numbers;

    WorkBoard(WorkPolicy policy, WorkLanes lanes, int capacity, int size, IntFunction<Worker> factory) {
        this.lanes = lanes;
        this.policy = policy;
        this.line = new WorkLine(capacity);
        this.crew = new WorkCrew(size, factory);
    }

    boolean isIdle() {
        return line.isEmpty() && busy.size() == 0;
    }

    /** Whether this thread runs a task. */
    boolean isWorking(Thread thread) {
        WorkTask<?> task = busy.first();
        while (task != null && !Objects.requireNonNull(task.worker).isRunBy(thread)) {
            task = task.next;
        }
        return task != null;
    }

    /** Whether there are neither tasks nor workers any more. */
    boolean isOver() {
        return isClosing && line.isEmpty() && crew.workers() == 0;
    }

    /** Restores I1, and tells those who wait for what has come about. */
    void settle() {
        crew.dismissSurplus();
        assign();
        for (WorkTask<?> task = line.storeNext(); task != null; task = line.storeNext()) {
            accept(task);
        }
        if (isClosing && line.isEmpty()) {
            crew.dismissIdle();
        }
        if (isOver() || crew.hasToStart()) {
            wake.trySend(true);
        }
        if (idleSignal != null && isIdle()) {
            wakes.add(idleSignal::close);
            idleSignal = null;
        }
    }

    /** Hands what is ready to who is idle. */
    private void assign() {
        while (crew.idle() > 0) {
            WorkTask<?> task = line.poll();
            if (task == null) {
                break;
            }
            Worker worker = Objects.requireNonNull(crew.pollIdle());
            take(worker, task);
            wakes.add(() -> worker.send(task)); // I4
        }
    }

    private void take(Worker worker, WorkTask<?> task) { // L1
        task.takenBy(worker);
        busy.add(task); // I3
        if (!task.isAccepted) {
            accept(task);
        }
    }

    private void accept(WorkTask<?> task) {
        task.isAccepted = true;
        books.accepted++;
        answer(task);
    }

    private void answer(WorkTask<?> task) {
        Channel<Void> answer = task.answer;
        if (answer != null) {
            wakes.add(answer::close);
        }
    }

    // Coming

    /** Places a task, which is then accepted, or waits for an answer. Where no channel is made for that, it is dropped. */
    void place(WorkTask<?> task, @Nullable Supplier<Channel<Void>> answer) {
        task.number = ++numbers;
        line.add(task);
        assign(); // I1
        if (task.isAccepted) {
            return;
        }
        if (task.isForQueue && line.store(task)) {
            accept(task);
        } else if (answer == null) {
            drop(task, null);
        } else {
            task.answer = answer.get();
            if (task.isForQueue) {
                line.awaitRoom(task);
            }
        }
    }

    // Running

    /** What the worker does next; null if it is idle now. */
    @Nullable WorkTask<?> next(Worker worker) {
        WorkTask<?> task = crew.hasSurplus() ? null : line.poll();
        if (task != null) {
            take(worker, task);
        } else {
            crew.addIdle(worker);
        }
        return task;
    }

    void done(WorkTask<?> task) {
        release(task);
        books.done++;
        end(task, State.DONE);
    }

    void failed(WorkTask<?> task, WorkFailedException failure) {
        release(task);
        books.failed++;
        if (policy != WorkPolicy.SUPERVISE) {
            books.failures.add(task);
        }
        end(task, State.FAILED);
        if (policy == WorkPolicy.FAIL_FAST) {
            stop(failure);
        }
    }

    // Not running

    /** A task that waits will not run. */
    void drop(WorkTask<?> task, @Nullable Throwable cause) {
        line.remove(task);
        leaveLane(task);
        endCancelled(task, cause);
    }

    /** A task that a worker holds will not run, or has ended by its interrupt. */
    void takeBack(WorkTask<?> task, @Nullable Throwable cause) {
        release(task);
        endCancelled(task, cause);
    }

    /** A task that a worker holds is not to run: it is taken back, or interrupted if it has begun. Returns whether it was taken back. */
    boolean revoke(WorkTask<?> task, @Nullable Throwable cause) {
        if (task.claim()) { // L2
            takeBack(task, cause);
            return true;
        }
        Worker worker = Objects.requireNonNull(task.worker);
        task.isInterrupted = true;
        after.add(() -> worker.interrupt(task));
        return false;
    }

    private void release(WorkTask<?> task) {
        busy.remove(task);
        line.endLane(task);
        leaveLane(task);
    }

    private void endCancelled(WorkTask<?> task, @Nullable Throwable cause) {
        task.failure = cause;
        end(task, State.CANCELLED);
        if (task.isAccepted) {
            books.cancelled++;
        }
    }

    private void end(WorkTask<?> task, State how) {
        if (task.end(how)) {
            wakes.add(task::closeDone);
        }
        if (task.hasFuture()) {
            after.add(task::settleFuture);
        }
    }

    /** The task needs its key no more. */
    void leaveLane(WorkTask<?> task) {
        Lane lane = task.lane;
        if (lane != null) {
            after.add(() -> lanes.leave(lane));
        }
    }

    // Ending

    /** From now on no task is accepted. */
    void close() {
        isClosing = true;
        for (WorkTask<?> task : line.tasks()) {
            if (!task.isAccepted) {
                drop(task, null);
                books.rejected++;
                answer(task);
            }
        }
    }

    /** From now on no task is accepted or begins, and those that run are interrupted. */
    void stop(@Nullable Throwable cause) {
        if (stopCause == null) {
            stopCause = cause;
        }
        close();
        for (WorkTask<?> task : line.tasks()) {
            drop(task, stopCause);
            books.neverRan(task);
        }
        for (WorkTask<?> task : busy.tasks()) {
            if (revoke(task, stopCause)) {
                books.neverRan(task);
            }
        }
    }

    // After the lock

    /** Something to be done when the lock is released, as code of users or of the JDK may run in it. */
    void after(Runnable step) {
        after.add(step);
    }

    /** All that, and who is to be woken before; each step is returned once. */
    List<Runnable> takeAfter() {
        if (wakes.isEmpty() && after.isEmpty()) {
            return List.of();
        }
        List<Runnable> all = new ArrayList<>(wakes);
        all.addAll(after);
        wakes.clear();
        after.clear();
        return all;
    }
}
