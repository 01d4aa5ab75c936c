package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.ReceiveChannel;
import org.csp4j.Sent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs into a queue, and has them handled by workers that come and go: between a least and a most, by how long jobs wait. Jobs that fail are
 * tried again, with pauses that become longer, and those that fail for good are dead letters.
 *
 * {@snippet file="org/csp4j/examples/snippets/DispatcherSnippets.java" region="program"}
 *
 * <p><b>Two levels.</b> A fiber receives jobs from the queue. Each worker has a channel of its own, and offers that whenever it has nothing to
 * do: the job goes there. So no job waits behind a slow one while another worker is idle, and one that waits to be tried again holds up nobody.
 *
 * <p><b>Order.</b> Jobs are given out in the order in which they were taken; one that is tried again comes before those in the queue when its
 * time has come.
 *
 * <p><b>Failing.</b> What a handler throws concerns its job alone. A job is tried {@linkplain DispatcherBuilder#tries as often as that is wanted},
 * and then sent to {@link #deadLetters()}. A handler should be fit for being called again for the same job.
 *
 * <p><b>Accounting.</b> A job that was taken is handled, once; or is a dead letter, once; or was dropped, and the hook told; or is handed back by
 * {@link #shutdownNow()}. One that was not taken is still the caller's, who is told so.
 *
 * <p><b>Closing.</b> A dispatcher is to be closed: its fibers live until then, or until the run or scope ends in which it was built, which stops it as
 * {@link #shutdownNow()} does.
 *
 * <p>All methods are safe for use by many threads. What precedes the submission of a job happens-before its handling. To submit costs O(1). Time is
 * measured by the clock of the scheduler on which the dispatcher was built, deadlines by that of the caller.
 *
 * @param <J> the type of the jobs
 */
public final class Dispatcher<J> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final DispatcherSettings<J> settings;
    private final PoolTime time = new PoolTime();
    private final DispatchLoop<J> loop;
    private final AtomicLong rejected = new AtomicLong();

    /** Handles a job. */
    @FunctionalInterface
    public interface Handler<J> {
        /** Does what is to be done; the job has failed if this throws. */
        void handle(J job) throws Exception;
    }

    Dispatcher(DispatcherSettings<J> settings) {
        this.settings = settings;
        this.loop = new DispatchLoop<>(settings, time);
        loop.start();
    }

    /**
     * Builds a dispatcher.
     *
     * @param handler handles a job, on a fiber of the dispatcher
     */
    public static <J> DispatcherBuilder<J> builder(Handler<? super J> handler) {
        return new DispatcherBuilder<>(handler);
    }

    /** The name that it was given, or one that identifies it. */
    public String name() {
        return settings.name();
    }

    // Submitting

    /**
     * Hands over a job. If the queue is full, waits for room, unless the dispatcher {@linkplain WhenFull does something else} then. Those who wait are
     * served in their order.
     *
     * @throws DispatcherFullException if the queue is full, and the dispatcher is to reject then; the job was not taken
     * @throws DispatcherClosedException if the dispatcher was, or meanwhile is, shut down; the job was not taken
     * @throws InterruptedException if the caller is interrupted before that; the job was not taken
     */
    public void submit(J job) throws InterruptedException {
        DispatchJob<J> submitted = new DispatchJob<>(checked(job), time.nanos());
        if (Thread.interrupted()) {
            throw new InterruptedException("submit to dispatcher '" + name() + "' began interrupted");
        }
        if (settings.whenFull() == WhenFull.REJECT) {
            if (!isTaken(loop.queue.trySend(submitted))) {
                throw new DispatcherFullException(name(), settings.capacity());
            }
        } else {
            isTaken(loop.queue.sendOrClosed(submitted));
        }
    }

    /**
     * Hands over a job if that is possible without waiting.
     *
     * @return false if the queue is full; the job was not taken
     * @throws DispatcherClosedException if the dispatcher was shut down; the job was not taken
     */
    public boolean trySubmit(J job) {
        return isTaken(loop.queue.trySend(new DispatchJob<>(checked(job), time.nanos())));
    }

    /**
     * Hands over a job, and waits for room for at most this long.
     *
     * @return false if there was none; the job was not taken
     * @throws DispatcherClosedException as {@link #submit}
     * @throws InterruptedException as {@link #submit}
     */
    public boolean trySubmit(J job, Duration timeout) throws InterruptedException {
        return trySubmit(job, Deadline.after(timeout));
    }

    /** Hands over a job, and waits for room until the deadline; see {@link #trySubmit(Object, Duration)}. */
    public boolean trySubmit(J job, Deadline deadline) throws InterruptedException {
        return isTaken(loop.queue.trySend(new DispatchJob<>(checked(job), time.nanos()), deadline));
    }

    private static <J> J checked(J job) {
        return Objects.requireNonNull(job, "job");
    }

    private boolean isTaken(Sent sent) {
        if (sent.isOk()) {
            return true;
        }
        rejected.incrementAndGet();
        if (sent instanceof Sent.Closed) {
            throw new DispatcherClosedException(name());
        }
        return false;
    }

    /**
     * The jobs that were given up, one by one, for as long as the dispatcher lives: it closes the channel when it has ended. Those that nobody
     * receives are stored. To {@linkplain ReceiveChannel#cancel() cancel} it is to drop all that come.
     */
    public ReceiveChannel<DeadLetter<J>> deadLetters() {
        return loop.deadLetters.receiveOnly();
    }

    // Workers

    /** The workers that there are, eldest first. */
    public List<DispatcherWorker> workers() {
        return loop.events.ask(loop::workers);
    }

    /**
     * Stops one worker: at once if it is idle, else when its job has ended. If fewer are left than the least, another one is started then.
     *
     * @param name its name, as {@link #workers()} says
     * @return false if there is none of that name, or it is stopping already
     */
    public boolean stopWorker(String name) {
        Objects.requireNonNull(name, "name");
        return loop.events.ask(() -> loop.stopWorker(name));
    }

    // Waiting

    /**
     * Waits until no job waits or runs, also none to be tried again.
     *
     * @throws IllegalStateException if a handler of this dispatcher calls it, which would wait for itself
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    public void awaitIdle() throws InterruptedException {
        awaitIdleUntil(null);
    }

    /**
     * Waits as {@link #awaitIdle()} does, for at most this long.
     *
     * @return whether no job waits or runs
     * @throws IllegalStateException as {@link #awaitIdle()}
     * @throws InterruptedException as {@link #awaitIdle()}
     */
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        return awaitIdle(Deadline.after(timeout));
    }

    /** Waits as {@link #awaitIdle()} does, until the deadline; see {@link #awaitIdle(Duration)}. */
    public boolean awaitIdle(Deadline deadline) throws InterruptedException {
        return awaitIdleUntil(deadline);
    }

    private boolean awaitIdleUntil(@Nullable Deadline deadline) throws InterruptedException {
        refuseOnWorker("awaitIdle");
        Channel<Void> idle = chan("idle-" + name());
        if (!loop.events.tell(() -> loop.signalIdle(idle))) {
            return Ends.await(loop.events.ended(), deadline);
        }
        try {
            return Ends.await(idle, deadline);
        } finally {
            loop.events.tell(() -> loop.forgetSignal(idle));
        }
    }

    private void refuseOnWorker(String what) {
        Thread caller = Thread.currentThread();
        if (loop.events.ask(() -> loop.isWorking(caller))) {
            throw new IllegalStateException(what + " of dispatcher '" + name()
                    + "' by one of its handlers would wait for itself; call it elsewhere");
        }
    }

    // Ending

    /**
     * Takes no more jobs, has those handled that it has taken, also those that are to be tried again, and waits until all is done, and the workers have
     * ended. Whoever waits to submit is told. Calling it again waits, too.
     *
     * @throws IllegalStateException if a handler of this dispatcher calls it, which would wait for itself
     * @throws InterruptedException if the caller is interrupted while it waits; the dispatcher is being shut down nevertheless
     */
    public void shutdown() throws InterruptedException {
        shutdown((Deadline) null);
    }

    /**
     * Shuts down as {@link #shutdown()} does, and waits for at most this long; not at all, if that is zero.
     *
     * @return whether all is done, and the workers have ended
     * @throws IllegalStateException as {@link #shutdown()}
     * @throws InterruptedException as {@link #shutdown()}
     */
    public boolean shutdown(Duration timeout) throws InterruptedException {
        return shutdown(Deadline.after(timeout));
    }

    private boolean shutdown(@Nullable Deadline deadline) throws InterruptedException {
        refuseOnWorker("shutdown");
        loop.queue.close();
        LOG.debug("dispatcher '{}' is shut down", name());
        return Ends.await(loop.events.ended(), deadline);
    }

    /**
     * Takes no more jobs, interrupts the handlers that run, and hands back the jobs that no handler has now: what was in the queue, and what was to be
     * tried again. A handler that ends by its interrupt makes its job a dead letter. Does not wait for handlers.
     *
     * @return the jobs, those that were given out or tried before first; each of them once
     */
    public List<J> shutdownNow() {
        loop.queue.close();
        LOG.debug("dispatcher '{}' is shut down, in a hurry", name());
        return loop.events.ask(() -> {
            loop.stop();
            return loop.takeNeverRan();
        });
    }

    /**
     * Closes the dispatcher as {@link #shutdown()} does. If the caller is interrupted, it is stopped as {@link #shutdownNow()} does, the handlers
     * that run are waited for, and the interrupt status is set; another {@code shutdownNow} hands back the jobs then. Closing again does nothing.
     *
     * @throws IllegalStateException if a handler of this dispatcher calls it, which would wait for itself
     */
    @Override
    public void close() {
        refuseOnWorker("close");
        loop.queue.close();
        LOG.debug("dispatcher '{}' is being closed", name());
        boolean wasInterrupted = false;
        while (!loop.events.ended().isClosed()) {
            try {
                loop.events.ended().receiveOrClosed();
            } catch (InterruptedException e) {
                wasInterrupted = true;
                loop.events.tell(loop::stop);
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Looking

    /** Whether the dispatcher takes no more jobs. */
    public boolean isShutdown() {
        return loop.queue.isClosed();
    }

    /** What the dispatcher has, and has done. */
    public DispatcherStats stats() {
        return loop.events.ask(() -> loop.stats(rejected.get()));
    }

    @Override
    public String toString() {
        return "dispatcher '" + name() + "' (" + stats() + ")";
    }
}
