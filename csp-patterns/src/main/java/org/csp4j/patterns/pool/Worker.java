package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.util.Objects;
import java.util.function.Consumer;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of a worker of a work pool, and its own channel, over which it gets the tasks that it has to wait for. */
final class Worker {
    /*
     * A worker does not end for an interrupt: one that is meant for a task must not, and when the run or scope ends that the pool belongs
     * to, the keeper is cancelled as well, and closes the channel.
     *
     * I1  A task is interrupted only while its worker runs it, or is about to. Who cancels it notes under the lock of the pool that it is
     *     interrupted, and then does so, under the monitor of the worker. The worker finds the note under the lock, before it ends the
     *     task, and closes that time under the monitor, before anything else runs on its thread. So it costs nothing where nobody
     *     cancels.
     */
    private static final Logger LOG = LoggerFactory.getLogger(WorkPool.class);

    private final String name;
    private final WorkState state;
    private final Consumer<? super WorkFailedException> onFailure;
    private final Channel<WorkTask<?>> inbox; // one at most is stored: only an idle worker is sent one
    private @Nullable Thread thread; // that runs it; written by itself, before it claims any task

    Worker(String name, WorkState state, Consumer<? super WorkFailedException> onFailure) {
        this.name = name;
        this.state = state;
        this.onFailure = onFailure;
        this.inbox = chan(name, 1);
    }

    String name() {
        return name;
    }

    /** Gives it a task, when it is idle. */
    void send(WorkTask<?> task) {
        if (!inbox.trySend(task).isOk()) {
            throw new AssertionError("worker '" + name + "' was sent " + task + " while it was not idle");
        }
    }

    /** Lets it end, when it is idle. */
    void dismiss() {
        inbox.close();
    }

    void run() {
        LOG.debug("worker '{}' begins", name);
        thread = Thread.currentThread();
        for (WorkTask<?> taken = receive(); taken != null; taken = receive()) {
            WorkTask<?> task = taken;
            while (task != null) {
                task = work(task);
            }
        }
        LOG.debug("worker '{}' ends", name);
    }

    private @Nullable WorkTask<?> receive() {
        while (true) {
            try {
                return inbox.receiveOrClosed() instanceof Received.Value<WorkTask<?>>(WorkTask<?> task) ? task : null;
            } catch (InterruptedException e) {
                LOG.debug("worker '{}' was interrupted while it was idle", name);
            }
        }
    }

    /** Runs a task, unless that was taken back; returns the next. */
    private @Nullable WorkTask<?> work(WorkTask<?> task) {
        if (!task.claim()) { // L2 of WorkBoard
            return state.next(this);
        }
        WorkTask.State end = task.runBody();
        if (end != WorkTask.State.FAILED) {
            return state.end(this, task, end, null);
        }
        stopInterrupts(task); // I1; the hook may follow
        WorkFailedException failure = task.failedException();
        if (!task.hasResult && state.policy() == WorkPolicy.SUPERVISE) {
            tell(failure);
        }
        return state.end(this, task, end, failure);
    }

    // Interrupts

    /** Whether this thread, which is the calling one, is the worker's. Others read what may be old, but is never themselves. */
    boolean isRunBy(Thread caller) {
        return thread == caller;
    }

    /** Interrupts a task that it has claimed. Not under the lock of the pool: an interrupt may run code of a channel of java.nio. */
    synchronized void interrupt(WorkTask<?> task) { // I1
        if (!task.isOver) {
            Objects.requireNonNull(thread).interrupt();
        }
    }

    /** From here on nobody interrupts the worker for a task that it has run. */
    synchronized void stopInterrupts(WorkTask<?> task) { // I1
        task.isOver = true;
        Thread.interrupted();
    }

    private void tell(WorkFailedException failure) {
        try {
            onFailure.accept(failure);
        } catch (Throwable e) { // the hook's failure must not be the worker's
            LOG.error("the hook for failures of pool '{}' has failed", state.name(), e);
        }
        Thread.interrupted(); // whatever the hook has left
    }
}
