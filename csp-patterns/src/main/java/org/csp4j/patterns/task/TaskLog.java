package org.csp4j.patterns.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.csp4j.patterns.task.Runner.Report;
import org.csp4j.patterns.task.Runner.Task;
import org.csp4j.patterns.task.Runner.TaskReport;
import org.csp4j.patterns.task.Runner.TaskState;
import org.jspecify.annotations.Nullable;

/** A runner's tasks, where each of them is, and what ends the run. All of it is guarded by this object; no task runs under it. */
final class TaskLog {
    /*
     * I1  What ends a run is set once: the failure of a task, a request to stop or the timeout, whichever comes first.
     * I2  Once it is set, no task begins.
     */
    private final String runner;
    private final List<Task> tasks = new ArrayList<>();
    private final List<TaskReport> reports = new ArrayList<>(); // one for each task
    private Phase phase = Phase.NEW;
    private @Nullable End end; // I1
    private boolean isForced; // the task that runs has been interrupted
    private volatile @Nullable Thread thread; // the fiber's, set by it before any task begins

    private enum Phase {
        NEW,
        RUNNING,
        ENDED
    }

    /** What ends a run before all its tasks are done. */
    private sealed interface End {}

    private record Failed(int id, Throwable failure) implements End {}

    /** By somebody else than the runner: the run or scope that the fiber belongs to, most often. */
    private record Interrupted(int id, InterruptedException failure) implements End {}

    private record Stopped(String by) implements End {}

    private record TimedOut() implements End {}

    TaskLog(String runner) {
        this.runner = runner;
    }

    // Life

    synchronized void add(List<Task> more) {
        checkIsNew("tasks cannot be added any more");
        for (Task task : more) {
            reports.add(new TaskReport(tasks.size(), TaskState.NOT_STARTED, null));
            tasks.add(task);
        }
    }

    synchronized void start() {
        checkIsNew("it cannot be started again; make another");
        phase = Phase.RUNNING;
    }

    private void checkIsNew(String what) {
        if (phase != Phase.NEW) {
            throw new IllegalStateException("runner '" + runner + "' has been "
                    + (phase == Phase.RUNNING ? "started: " : "closed, or has run: ") + what);
        }
    }

    synchronized void end() {
        phase = Phase.ENDED;
    }

    /** Keeps it from being started; false if it has been. */
    synchronized boolean close() {
        if (phase == Phase.NEW) {
            phase = Phase.ENDED;
            return true;
        }
        return false;
    }

    /** Whether the caller is one of the tasks. */
    boolean isOnFiber() {
        return Thread.currentThread() == thread;
    }

    // What ends a run

    synchronized void stop(String by) {
        endBy(new Stopped(by));
    }

    synchronized void timeOut() {
        endBy(new TimedOut());
    }

    /** The task that runs is about to be interrupted. */
    synchronized void force() {
        isForced = true;
        endBy(new Stopped("an interrupt"));
    }

    private void endBy(End what) {
        if (end == null && phase != Phase.ENDED) {
            end = what;
        }
    }

    // Tasks

    /** The body of the runner's fiber. */
    void runTasks() {
        thread = Thread.currentThread();
        for (int id = 0; ; id++) {
            Task task = begin(id);
            if (task == null) {
                return;
            }
            try {
                task.run(id);
                record(id, TaskState.DONE, null);
            } catch (Throwable e) { // also an OutOfMemoryError is for the caller of start() to know
                failed(id, e);
            }
        }
    }

    private synchronized @Nullable Task begin(int id) {
        if (end != null || id == tasks.size()) { // I2
            return null;
        }
        record(id, TaskState.RUNNING, null);
        return tasks.get(id);
    }

    private synchronized void failed(int id, Throwable failure) {
        boolean isInterrupted = isForced || failure instanceof InterruptedException;
        record(id, isInterrupted ? TaskState.INTERRUPTED : TaskState.FAILED, failure);
        endBy(failure instanceof InterruptedException e ? new Interrupted(id, e) : new Failed(id, failure));
    }

    private synchronized void record(int id, TaskState state, @Nullable Throwable failure) {
        reports.set(id, new TaskReport(id, state, failure));
    }

    // Outcome

    /** Whether the run has ended since somebody else than the runner has interrupted a task. */
    synchronized boolean wasInterrupted() {
        return end instanceof Interrupted;
    }

    synchronized Report report() {
        return new Report(runner, reports);
    }

    /** What the run has come to, once it is over. */
    synchronized Report outcome(Duration timeout) throws InterruptedException {
        Report report = report();
        RunnerException exception;
        switch (end) {
            case null -> {
                return report;
            }
            case Interrupted(int id, InterruptedException failure) -> {
                InterruptedException thrown = new InterruptedException(
                        "task " + id + " of runner '" + runner + "' was interrupted, not by the runner; " + report);
                thrown.initCause(failure);
                throw thrown;
            }
            case Failed(int id, Throwable failure) ->
                exception = new RunnerFailedException(
                        "runner '" + runner + "' failed in task " + id + ": " + failure + "; " + report,
                        report,
                        id,
                        failure);
            case Stopped(String by) ->
                exception = new RunnerInterruptedException(
                        "runner '" + runner + "' was stopped by " + by + "; " + report, report, by);
            case TimedOut() ->
                exception = new RunnerTimeoutException(
                        "runner '" + runner + "' timed out after " + timeout + "; " + report, report);
        }
        for (TaskReport task : reports) {
            Throwable failure = task.failure();
            if (failure != null && failure != exception.getCause()) {
                exception.addSuppressed(failure);
            }
        }
        throw exception;
    }

    /** As {@code task 0 done, tasks 1 to 3 not started}. */
    static String describe(List<TaskReport> tasks) {
        if (tasks.isEmpty()) {
            return "no tasks";
        }
        StringBuilder text = new StringBuilder();
        for (int from = 0, to; from < tasks.size(); from = to) {
            TaskState state = tasks.get(from).state();
            for (to = from + 1; to < tasks.size() && tasks.get(to).state() == state; ) {
                to++;
            }
            text.append(from == 0 ? "" : ", ")
                    .append(to == from + 1 ? "task " + from : "tasks " + from + " to " + (to - 1));
            text.append(' ').append(state.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        return text.toString();
    }
}
