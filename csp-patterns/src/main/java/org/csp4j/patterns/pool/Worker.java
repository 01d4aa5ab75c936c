package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

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
     */
    private static final Logger LOG = LoggerFactory.getLogger(WorkPool.class);

    private final String name;
    private final WorkState state;
    private final Consumer<? super WorkFailedException> onFailure;
    private final Channel<WorkTask<?>> inbox; // one at most is stored: only an idle worker is sent one

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
        for (WorkTask<?> taken = receive(); taken != null; taken = receive()) {
            WorkTask<?> task = state.begin(this, taken);
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

    /** Runs a task; returns the next. */
    private @Nullable WorkTask<?> work(WorkTask<?> task) {
        WorkTask.State end = task.runBody();
        if (end != WorkTask.State.FAILED) {
            return state.end(this, task, end, null);
        }
        WorkFailedException failure = task.failedException();
        if (!task.hasResult && state.policy() == WorkPolicy.SUPERVISE) {
            tell(failure);
        }
        return state.end(this, task, end, failure);
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
