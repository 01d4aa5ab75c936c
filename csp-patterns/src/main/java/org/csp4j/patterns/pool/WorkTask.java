package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.InterruptedOperationException;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.pool.WorkLanes.Lane;
import org.csp4j.patterns.task.CspFuture;
import org.csp4j.patterns.task.Promise;
import org.csp4j.patterns.task.Settled;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * A task that a {@link WorkPool} has taken, and its result once it has ended. To the pool's tasks what {@link org.csp4j.Fiber} is to a fiber.
 *
 * {@snippet file="org/csp4j/examples/snippets/WorkPoolSnippets.java" region="result"}
 *
 * <p>What the task has done happens-before the return of {@link #join()} and {@link #result()}.
 *
 * @param <T> the type of the result; {@link Void} where there is none
 */
public final class WorkTask<T extends @Nullable Object> {
    /*
     * I1  The channel `done`, if there is one, closes once the task has ended: who ends it writes the state, then reads `done`; who makes
     *     the channel writes `done`, then reads the state (Dekker, both volatile). Closing twice is harmless.
     * I2  Others can close the channel too, since a receiving side may cancel. Hence those who join ask the state whether it was the end,
     *     and a channel that was closed before is replaced when somebody next asks for it.
     * E1  The end is a volatile write of the state, which makes the result visible. That a task is taken, and runs, nobody has to see
     *     before what follows is seen: it is enough that these writes release.
     * P   To join a task that has ended reads its state.
     * Checked by WorkTaskTest (I1, I2), WorkTaskStress (I1, E1).
     */
    private static final VarHandle STATE;
    private static final VarHandle CLAIMED;
    private static final VarHandle DONE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(WorkTask.class, "state", State.class);
            CLAIMED = lookup.findVarHandle(WorkTask.class, "isClaimed", boolean.class);
            DONE = lookup.findVarHandle(WorkTask.class, "done", Channel.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final @Nullable Object key;
    final boolean isForQueue;
    final boolean hasResult; // so that somebody may ask what has become of it
    private final WorkState pool;
    private final Callable<? extends T> body;

    @Nullable Lane lane; // of its key; written before it is in the line

    // Guarded by the lock of WorkState; volatile is what may be read without it.
    long number;
    boolean isStored;
    boolean isAccepted;

    @Nullable Channel<Void> answer; // closed when its caller need not wait any more

    @Nullable Worker worker;

    @Nullable WorkTask<?> previous; // in the list that it is in, as is the next one

    @Nullable WorkTask<?> next;

    boolean isInterrupted; // or is about to be, by Worker.interrupt()
    volatile State state = State.WAITING; // also through STATE (E1)
    volatile @Nullable Throwable failure; // of one that has failed; or why it was cancelled. Written before the state
    private @Nullable T result; // written before the state
    private @Nullable Promise<T> promise;

    boolean isOver; // so that it must not be interrupted any more; guarded by the monitor of its worker

    @SuppressWarnings("unused") // through CLAIMED
    private volatile boolean isClaimed; // WorkBoard L2

    private volatile @Nullable Channel<Void> done; // through DONE (I1)

    /** Where a task is. */
    public enum State {
        /** It waits for a worker. */
        WAITING,
        /** A worker has it, and is about to begin. */
        TAKEN,
        /** It runs. */
        RUNNING,
        /** It has returned. */
        DONE,
        /** It has thrown. */
        FAILED,
        /** It never runs, or was interrupted and ended by that. */
        CANCELLED;

        /** Whether the task has ended, however it did. */
        public boolean isEnded() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    WorkTask(WorkState pool, @Nullable Object key, boolean isForQueue, Callable<? extends T> body, boolean hasResult) {
        this.pool = pool;
        this.key = key;
        this.isForQueue = isForQueue;
        this.body = body;
        this.hasResult = hasResult;
    }

    /** Its number: later ones have larger numbers. A number belongs to no task if nobody has taken that. */
    public long number() {
        return number;
    }

    /** The key by which it is ordered, if it has one. */
    public Optional<Object> key() {
        return Optional.ofNullable(key);
    }

    /** Where it is; exact at some moment between the call and the return. */
    public State state() {
        return state;
    }

    /** Waits until the task has ended, however it did. One that was handed back has ended. */
    public void join() throws InterruptedException {
        refuseInterrupted();
        while (!state.isEnded()) {
            done().receiveOrClosed();
        }
    }

    /**
     * Waits until the task has ended, for at most this long.
     *
     * @return whether it has ended
     */
    public boolean join(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        refuseInterrupted();
        while (!state.isEnded()) {
            if (!Ends.await(done(), deadline)) {
                return state.isEnded();
            }
        }
        return true;
    }

    private void refuseInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("join of " + this + " began interrupted");
        }
    }

    /**
     * Waits until the task has ended, and returns what it has returned: null for one that returns nothing.
     *
     * @throws WorkFailedException if it has thrown; names the worker
     * @throws WorkCancelledException if it was cancelled, or handed back
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    @SuppressWarnings("NullAway") // null where T admits it
    public T result() throws InterruptedException {
        join();
        return switch (state) {
            case DONE -> result;
            case FAILED -> throw failedException();
            case CANCELLED ->
                throw new WorkCancelledException(
                        "task " + number + " of pool '" + pool.name() + "' was cancelled"
                                + (failure == null ? "" : ": " + failure.getMessage()),
                        pool.name(),
                        failure);
            case WAITING, TAKEN, RUNNING -> throw new AssertionError("ended while " + state);
        };
    }

    WorkFailedException failedException() {
        return new WorkFailedException(
                pool.name(), Objects.requireNonNull(worker).name(), number, Objects.requireNonNull(failure));
    }

    /**
     * Takes the task back if it has not begun: it never runs. If it runs, interrupts it: it counts as cancelled if it then ends by an
     * {@link InterruptedException}, as any task that does, whoever has interrupted it; one that carries on ends as it ends. Does not wait.
     *
     * @return false if it had ended already
     */
    public boolean cancel() {
        return pool.cancel(this);
    }

    /**
     * A channel that delivers nothing, and closes when the task has ended: for waiting in a select. All who ask share it, so that
     * one who {@linkplain ReceiveChannel#cancel() cancels} it gives it up for all who have it; it says nothing to a join, nor to who asks
     * later.
     */
    public ReceiveChannel<Void> done() {
        Channel<Void> channel = done;
        while (channel == null || (channel.isClosed() && !state.isEnded())) { // I2
            Channel<Void> made = chan("task-done");
            channel = DONE.compareAndSet(this, channel, made) ? made : done;
        }
        if (state.isEnded()) { // I1
            channel.close();
        }
        return channel.receiveOnly();
    }

    /**
     * The result as a future, which can be combined with others. It fails with the exception that {@link #result()} throws, and is cancelled if the
     * task is; to cancel it cancels the task. All who ask share it. A result that is null fails it with {@link NullPointerException}.
     */
    public CspFuture<@NonNull T> future() {
        return pool.future(this).future();
    }

    // For the pool

    /** The promise of a future; the caller holds the lock of the pool. */
    Promise<T> promise() {
        if (promise == null) {
            promise = new Promise<>("task-" + number);
            promise.future()
                    .onSettled(
                            how -> { // which it is not yet, so that nothing runs here
                                if (how instanceof Settled.Cancelled) {
                                    cancel();
                                }
                            });
        }
        return promise;
    }

    /** Whether somebody has asked for a future; the caller holds the lock of the pool. */
    boolean hasFuture() {
        return promise != null;
    }

    /** It is this worker's; the caller holds the lock of the pool. */
    void takenBy(Worker newWorker) {
        worker = newWorker;
        STATE.setRelease(this, State.TAKEN); // E1
    }

    /** It has ended; the caller holds the lock of the pool. Returns whether {@link #closeDone} is to follow. */
    boolean end(State how) {
        state = how; // I1
        return done != null;
    }

    /** Tells those who wait for its end. */
    void closeDone() {
        Objects.requireNonNull(done).close();
    }

    /** Says what the task has ended by. Not under the lock of the pool: it runs hooks. */
    void settleFuture() {
        Promise<T> kept = Objects.requireNonNull(promise);
        switch (state) {
            case DONE -> {
                if (result == null) {
                    kept.fail(new NullPointerException(this + " has returned null"));
                } else {
                    kept.complete(result);
                }
            }
            case FAILED -> kept.fail(failedException());
            default -> kept.future().cancel();
        }
    }

    // For the worker

    /** The right to run it, or to take it back, once a worker has it: for one of both, once. */
    boolean claim() {
        return CLAIMED.compareAndSet(this, false, true);
    }

    /** Runs the body in the caller's thread, which has claimed that; says how it has ended. */
    State runBody() {
        STATE.setRelease(this, State.RUNNING); // E1
        try {
            result = body.call();
            return State.DONE;
        } catch (InterruptedException | InterruptedOperationException e) { // whoever has interrupted it
            failure = e;
            return State.CANCELLED;
        } catch (Throwable e) { // also an Error is the task's, and must not end the worker
            failure = e;
            return State.FAILED;
        } finally {
            Thread.interrupted(); // whatever it has left
        }
    }

    @Override
    public String toString() {
        return "task " + number + " of pool '" + pool.name() + "' (" + state + ")";
    }
}
