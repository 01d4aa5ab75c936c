package org.csp4j.patterns.task;

import static org.csp4j.Csp.onDeadline;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.prioritySelect;

import java.time.Duration;
import org.csp4j.Deadline;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;

/** What the caller of {@link Runner#start()} does while the tasks run: waits for their end, for requests to stop and for the time. */
final class RunnerWatch {
    private final TaskLog log;
    private final ReceiveChannel<String> requests;
    private final Fiber<?> running;
    private final Duration grace;
    private Deadline limit;
    private boolean isStopping;
    private boolean isForced; // the task that runs has been interrupted
    private boolean isOver;

    RunnerWatch(TaskLog log, ReceiveChannel<String> requests, Fiber<?> running, Duration timeout, Duration grace) {
        this.log = log;
        this.requests = requests;
        this.running = running;
        this.grace = grace;
        this.limit = Deadline.after(timeout);
    }

    /** Returns when the fiber of the tasks has ended, or is to be left behind. Requests rank before its end: Runner I1. */
    void await() throws InterruptedException {
        try {
            while (!isOver) {
                prioritySelect(
                        onReceive(requests, this::requested),
                        onReceive(running.done(), _ -> {}, () -> isOver = true),
                        onDeadline(limit, this::timeOver));
            }
        } catch (InterruptedException e) {
            force();
            running.join(grace); // another interrupt is one more reason to leave it behind
            throw e;
        }
    }

    private void requested(String by) {
        log.stop(by);
        if (isForced) {
            isOver = true;
        } else if (isStopping) {
            force();
        }
        isStopping = true;
    }

    private void timeOver() {
        log.timeOut();
        if (isForced) {
            isOver = true;
        } else {
            force();
        }
    }

    private void force() {
        log.force();
        running.cancel();
        isForced = true;
        limit = Deadline.after(grace);
    }
}
