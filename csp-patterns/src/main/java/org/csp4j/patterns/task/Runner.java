package org.csp4j.patterns.task;

import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.go;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another on a fiber of their own, within a timeout, until they are done or somebody wants them to stop: the
 * operating system, by a signal, most often. For programs that a scheduler of jobs starts.
 *
 * {@snippet file="org/csp4j/examples/snippets/RunnerSnippets.java" region="program"}
 *
 * <p><b>Stopping.</b> The first signal, or {@link #stop()}, is looked at between tasks: the one that runs goes on to its end, no
 * other begins. The second interrupts the task that runs; so does the timeout. {@link #start()} then waits for the task no longer than
 * the {@linkplain Builder#grace(Duration) grace}, or until the next signal: a task that ignores the interrupt is left behind, on
 * its fiber, and is still {@link TaskState#RUNNING} in the report.
 *
 * <p><b>Outcome.</b> What ends a run first is its outcome: a failure of a task, a signal, or the timeout. A signal is never swallowed: one
 * that comes while the last task runs lets it finish, and is the outcome.
 *
 * <p><b>Threads.</b> A runner runs once. One thread starts it; any may stop it, close it, or ask for a report. The tasks run on the scheduler
 * of the caller of {@code start}, whose clock measures the timeout. What they have done happens-before the return of {@code start}.
 */
public final class Runner implements AutoCloseable {
    /** What {@link RunnerInterruptedException#by()} says where {@link #stop()} has been called, and no signal has come. */
    public static final String STOP = "stop()";

    /*
     * The runner's fiber runs the tasks. The caller of start() waits for its end, for requests to stop and for the time, and acts on
     * them (RunnerWatch); the state that both write is guarded by a lock (TaskLog), which holds the first of what can end the run, too.
     *
     * I1  A request that has come before the signals are unregistered is seen: requests rank before the fiber's end in the select,
     *     and are looked at once more after that.
     * I2  After the return of start() no signal is registered, and the fiber has ended, but for a task that ignores its interrupt.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);
    private static final Duration TURN = Duration.ofMillis(100);
    private static final int REQUESTS_THAT_COUNT = 3;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name;
    private final Duration timeout;
    private final Duration grace;
    private final String[] signals;
    private final TaskLog log;
    private final Channel<String> requests; // names of signals, or STOP
    private final Channel<Void> ended; // closes when start() is over

    /** A task. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does the work; may throw what it likes.
         *
         * @param id the task's number: 0 for the first that was added
         */
        void run(int id) throws Exception;
    }

    /** Where a task is. */
    public enum TaskState {
        /** It has not begun; in a report of a runner that has ended, it never does. */
        NOT_STARTED,
        /** It runs; in a report of a runner that has ended, it was interrupted, ignores it, and was left behind. */
        RUNNING,
        /** It has returned. */
        DONE,
        /** It has thrown. */
        FAILED,
        /** It was interrupted, and has thrown. */
        INTERRUPTED
    }

    /**
     * What became of a task.
     *
     * @param id the task's number
     * @param state where it is
     * @param failure what it has thrown, if it has
     */
    public record TaskReport(
            int id, TaskState state, @Nullable Throwable failure) {}

    /**
     * What became of a runner's tasks, at one moment.
     *
     * @param runner the runner's name
     * @param tasks the tasks, in their order
     */
    public record Report(String runner, List<TaskReport> tasks) {
        /** Copies the list. */
        public Report {
            tasks = List.copyOf(tasks);
        }

        /** How many tasks are in this state. */
        public long count(TaskState state) {
            return tasks.stream().filter(task -> task.state == state).count();
        }

        /** The tasks in a sentence. */
        @Override
        public String toString() {
            return TaskLog.describe(tasks);
        }
    }

    private Runner(Builder builder) {
        name = builder.name != null ? builder.name : "runner-" + NUMBERS.incrementAndGet();
        timeout = builder.timeout;
        grace = builder.grace;
        signals = builder.signals;
        log = new TaskLog(name);
        requests =
                channel().name(name + "-requests").capacity(REQUESTS_THAT_COUNT).build();
        ended = channel().name(name + "-end").build();
    }

    /** Builds a runner. */
    public static Builder builder() {
        return new Builder();
    }

    /** The name that it was given, or one that identifies it. */
    public String name() {
        return name;
    }

    /**
     * Adds tasks, which run in the order in which they were added.
     *
     * @return this
     * @throws IllegalStateException if the runner was started or closed
     */
    public Runner add(Task... tasks) {
        log.add(List.of(tasks));
        return this;
    }

    /**
     * Runs the tasks, and waits until they are done, or the run is over for another reason.
     *
     * @return what became of the tasks: each is {@linkplain TaskState#DONE done}
     * @throws RunnerFailedException if a task has failed
     * @throws RunnerInterruptedException if a signal has come, or {@link #stop()} or {@link #close()} has been called
     * @throws RunnerTimeoutException if the timeout has passed
     * @throws InterruptedException if the caller is interrupted; the task that runs was interrupted, and waited for as above. Or if somebody
     *     else than the runner has interrupted the task: the end of a run or scope that the caller belongs to, most often
     * @throws SignalUnavailableException if a signal is not to be had; no task has begun
     * @throws IllegalStateException if the runner was started before, or closed
     */
    public Report start() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("start of runner '" + name + "' began interrupted");
        }
        log.start();
        try {
            LOG.debug("runner '{}' starts", name);
            run();
        } finally {
            log.end();
            ended.close();
            LOG.debug("runner '{}' has ended: {}", name, report());
        }
        return log.outcome(timeout);
    }

    private void run() throws InterruptedException {
        if (signals.length > 0) {
            Signals.notify(requests, signals);
        }
        try {
            new RunnerWatch(log, requests, go(name, log::runTasks), timeout, grace).await();
        } finally {
            Signals.stop(requests);
        }
        if (requests.tryReceive() instanceof Received.Value<String>(String by)) {
            log.stop(by); // I1
        }
        if (log.wasInterrupted()) {
            // Who ends a run or scope cancels its fibers one by one: this one's turn may be about to come.
            Thread.sleep(TURN);
        }
    }

    /**
     * Asks the runner to stop, as a signal does: no task begins any more, and a second call interrupts the one that runs. Does not
     * wait. Before the start it keeps all tasks from beginning, after the end it does nothing.
     */
    public void stop() {
        log.stop(STOP);
        requests.trySend(STOP);
    }

    /**
     * Stops the runner for good, and waits until {@link #start()} is over: no task begins any more, and the one that runs is interrupted. An
     * interrupt of the caller is kept. A runner that was not started can not be started any more. Closing again does nothing.
     *
     * @throws IllegalStateException if a task of this runner calls it, which would wait for itself; nothing has happened
     */
    @Override
    public void close() {
        if (log.isOnFiber()) {
            throw new IllegalStateException(
                    "close of runner '" + name + "' by one of its tasks would wait for itself; stop() does not wait");
        }
        if (log.close()) { // it has not begun
            ended.close();
        }
        stop();
        stop();
        Fibers.uninterrupted(ended::receiveOrClosed);
    }

    /** What became of the tasks so far. */
    public Report report() {
        return log.report();
    }

    @Override
    public String toString() {
        return "runner '" + name + "' (" + report() + ")";
    }

    /** Builds a runner; everything has a default. A builder belongs to one thread, and can build any number of runners. */
    public static final class Builder {
        private @Nullable String name;
        private Duration timeout = NEVER;
        private Duration grace = DEFAULT_GRACE;
        private String[] signals = {"INT", "TERM"};

        private Builder() {}

        /**
         * Names the runner; its fiber and its messages use the name. By default it is numbered.
         *
         * @throws IllegalArgumentException if the name is blank
         */
        public Builder name(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name '" + name + "' is blank");
            }
            this.name = name;
            return this;
        }

        /**
         * How long the tasks may take, all together. By default as long as they like.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            if (!timeout.isPositive()) {
                throw new IllegalArgumentException("timeout " + timeout + " is not positive");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * How long a task that was interrupted is waited for; 5 seconds by default.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder grace(Duration grace) {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("grace " + grace + " is negative");
            }
            this.grace = grace;
            return this;
        }

        /**
         * The signals that stop the runner: {@code INT} and {@code TERM} by default, none if none are named. Names are as {@link Signals}
         * has them.
         *
         * @throws IllegalArgumentException if the system does not have one of them
         * @throws SignalUnavailableException if this JVM gives no signals
         */
        public Builder signals(String... names) {
            Signals.named(names);
            this.signals = names.clone();
            return this;
        }

        /** Makes the runner. */
        public Runner build() {
            return new Runner(this);
        }
    }
}
