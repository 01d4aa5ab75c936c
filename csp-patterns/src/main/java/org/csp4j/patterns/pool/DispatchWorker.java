package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.csp4j.SendChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker of a dispatcher: offers itself, and by that its own channel, to the dispatcher, and waits there for a job. */
final class DispatchWorker<J> {
    /*
     * An interrupt does not end a worker: that is for the dispatcher, which closes the channel, also when its run or scope ends.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final String name;
    private final DispatcherSettings<J> settings;
    private final DispatchLoop<J> loop;
    private final SendChannel<DispatchWorker<J>> idle;
    private final Channel<DispatchJob<J>> inbox; // stores one at most: only an idle worker is given one
    private final Object interruptLock = new Object();
    private @Nullable Thread runner; // while the handler runs; guarded by interruptLock, as is what follows
    private boolean isInterrupted;

    // The dispatcher's fiber alone.
    long idleSince;
    long tries;
    boolean isBusy;
    boolean isDismissed;
    boolean hasBegun;

    DispatchWorker(
            String name, DispatcherSettings<J> settings, DispatchLoop<J> loop, SendChannel<DispatchWorker<J>> idle) {
        this.name = name;
        this.settings = settings;
        this.loop = loop;
        this.idle = idle;
        this.inbox = chan(name, 1);
    }

    String name() {
        return name;
    }

    // For the dispatcher

    void give(DispatchJob<J> job) {
        isBusy = true;
        tries++;
        if (!inbox.trySend(job).isOk()) {
            throw new AssertionError("worker '" + name + "' was given a job while it had one, or was dismissed");
        }
    }

    /** Lets it end when it has no job. */
    void dismiss() {
        isDismissed = true;
        inbox.close();
    }

    /** Dismisses it, and interrupts it if it has begun a job; returns one that it has not begun. */
    List<DispatchJob<J>> stop() {
        isDismissed = true;
        List<DispatchJob<J>> rest = inbox.cancel();
        synchronized (interruptLock) {
            isInterrupted = true;
            if (runner != null) {
                runner.interrupt();
            }
        }
        return rest;
    }

    // In the worker's fiber

    void run() {
        LOG.debug("worker '{}' begins", name);
        try {
            for (DispatchJob<J> job = next(); job != null; job = next()) {
                loop.handled(this, job, handle(job.job));
            }
        } finally {
            loop.left(this);
            LOG.debug("worker '{}' ends", name);
        }
    }

    private @Nullable DispatchJob<J> next() {
        idle.trySend(this); // stores any number
        while (true) {
            try {
                return inbox.receiveOrClosed() instanceof Received.Value<DispatchJob<J>>(DispatchJob<J> job)
                        ? job
                        : null;
            } catch (InterruptedException e) {
                LOG.debug("worker '{}' was interrupted while it was idle", name);
            }
        }
    }

    /** Runs the handler; returns what it has thrown. */
    private @Nullable Throwable handle(J job) {
        synchronized (interruptLock) {
            runner = Thread.currentThread();
            if (isInterrupted) {
                runner.interrupt();
            }
        }
        try {
            settings.handler().handle(job);
            return null;
        } catch (Throwable e) { // also an Error is the job's, and must not end the worker
            return e;
        } finally {
            synchronized (interruptLock) {
                runner = null;
            }
            Thread.interrupted(); // whatever is left of an interrupt was for this job
        }
    }

    boolean isRunBy(Thread thread) {
        synchronized (interruptLock) {
            return runner == thread;
        }
    }
}
