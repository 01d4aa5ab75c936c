package org.csp4j.patterns.flow;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.Csp;
import org.csp4j.Deadline;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.FiberFailedException;
import org.csp4j.Received;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;

/**
 * A body that runs only while somebody waits for it: {@link #resume} gives it an input, and returns what it next
 * {@linkplain Caller#yield yields}. The two take turns, so that the body needs no lock for what it keeps between two of its yields.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="coroutine"}
 *
 * <p><b>Beginning and ending.</b> The body runs in a fiber of its own, which the first {@code resume} starts: on the scheduler of
 * that caller, and in its {@linkplain Csp#run run} or {@linkplain org.csp4j.Scope scope}. When the body returns, the coroutine has
 * ended, and a {@code resume} says so as a closed channel does; when it throws, with that as the cause.
 *
 * <p><b>Closing.</b> {@link #close()} ends a body that has not ended, and waits for it. One that is within its {@code yield} leaves
 * that by a {@link org.csp4j.ChannelCancelledException}, with no interrupt set, so that its clean-up may block; one that still works
 * on an answer is interrupted. A body that was never resumed never begins. A coroutine that is not closed and not resumed to its end
 * keeps its fiber for as long as the run or the scheduler lasts: use {@code try}.
 *
 * <p><b>Interrupts and timeouts.</b> They end the wait for an answer, and not the body: the answer is still due, and {@link #answer()}
 * waits for it. Until it has come nothing else can be resumed.
 *
 * <p><b>Threads.</b> Any thread may resume, one at a time. What precedes a {@code resume} happens-before what follows the
 * {@code yield} that returns the input; what precedes a {@code yield} happens-before what follows the {@code resume} that returns the
 * answer. A turn costs two hand-overs on rendezvous channels.
 *
 * @param <X> what the body is given
 * @param <Y> what it answers
 */
public final class Coroutine<X, Y> implements AutoCloseable {
    /*
     * Whose turn it is, and where the two are then:
     *
     *   turn         the body is                                     leads to
     *   NEW          not started                                     RUNNING by a resume, CLOSED by a close
     *   RUNNING      in its own code                                 SUSPENDED by a yield, ENDED by its end, CLOSED by a close
     *   SUSPENDED    in a yield: sends its answer, then receives     RUNNING by a resume, CLOSED by a close
     *   ENDED        gone, by itself                                 -
     *   CLOSED       gone, or leaves at its next yield               -
     *
     * I1  An answer is due from the moment when a resume is let in until somebody has got it. No resume is let in meanwhile; so of
     *     many that resume at once one is let in, and an input is sent only to a body that waits for one, or is about to.
     * I2  The body's fiber cancels `inputs` before it closes `answers`, which it does last: who finds no more inputs to be taken
     *     finds, sooner or later, no more answers.
     * I3  A close that replaces SUSPENDED finds the body in a yield, which fails since both channels are cancelled. One that replaces
     *     RUNNING interrupts, since the body may be in any other wait; it may meet a yield by that, which fails as well.
     * E1  Those of the channels.
     */
    private enum Turn {
        NEW,
        RUNNING,
        SUSPENDED,
        ENDED,
        CLOSED
    }

    /**
     * What a coroutine does.
     *
     * @param <X> what it is given
     * @param <Y> what it answers
     */
    @FunctionalInterface
    public interface Body<X, Y> {
        /** Runs from the first input on; returns when there will be no more answers. */
        void run(X first, Caller<X, Y> caller) throws Exception;
    }

    /**
     * Who resumes a coroutine, as its body sees it.
     *
     * @param <X> what the body is given
     * @param <Y> what it answers
     */
    @FunctionalInterface
    public interface Caller<X, Y> {
        /**
         * Answers the {@code resume} that the body was run by, and waits for the next one. For the body's own fiber.
         *
         * @return the input of that
         * @throws org.csp4j.ChannelCancelledException if the coroutine is closed; the body is to end, and may throw this
         * @throws InterruptedException if the fiber is interrupted
         */
        @SuppressWarnings("NamedLikeContextualKeyword") // as in other languages; it is always called on something
        X yield(Y answer) throws InterruptedException;
    }

    private final String name;
    private final Body<X, Y> body;
    private final Channel<X> inputs;
    private final Channel<Y> answers;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.NEW);
    private final AtomicBoolean isAnswerDue = new AtomicBoolean(); // I1
    private volatile @Nullable Fiber<?> fiber; // written under the monitor of this, which excludes close from start
    private @Nullable Thread self; // the body's fiber alone, as is what follows
    private boolean isAsked = true; // since the last answer
    private @Nullable ChannelClosedException leave; // by what its last yield has failed
    private volatile @Nullable Throwable untold; // why the body has failed, until a caller learns of it

    private Coroutine(String name, Body<X, Y> body) {
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
        this.inputs = Csp.chan(name);
        this.answers = Csp.chan(name);
    }

    /** A coroutine that has not begun. */
    public static <X, Y> Coroutine<X, Y> of(Body<X, Y> body) {
        return of("coroutine", body);
    }

    /** A coroutine with a name, which its fiber and its channels have too. */
    public static <X, Y> Coroutine<X, Y> of(String name, Body<X, Y> body) {
        return new Coroutine<>(name, body);
    }

    // Resuming

    /**
     * Gives the body an input, lets it run, and returns what it yields.
     *
     * @throws ChannelClosedException if the body has ended, before or by this input; with what it has thrown as the cause. If the
     *     coroutine is closed, it is a {@link org.csp4j.ChannelCancelledException}
     * @throws InterruptedException if the caller is interrupted; where {@link #isAnswerDue()}, the body has the input
     * @throws IllegalStateException if an answer is due: another caller waits for it, or one has left
     */
    public Y resume(X input) throws InterruptedException {
        give(input);
        return answer();
    }

    /** Resumes the body as {@link #resume(Object)} does, and tells of its end in the answer. */
    public Received.Eventually<Y> resumeOrEnded(X input) throws InterruptedException {
        give(input);
        return answerOrEnded();
    }

    /** Resumes the body, and waits for at most this long; if that is not long enough, the answer is still due. */
    public Received.Within<Y> resume(X input, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        give(input);
        return answer(deadline);
    }

    /** Gives the body its input, or finds that it has ended; in either case an answer is due then. */
    private void give(X input) throws InterruptedException {
        Objects.requireNonNull(input, "input");
        if (!isAnswerDue.compareAndSet(false, true)) {
            throw new IllegalStateException("coroutine '" + name + "' is at work on an answer; one caller at a time,"
                    + " and after an interrupt or a timeout ask for the answer() before resuming");
        }
        boolean isGiven = false;
        try {
            if (!start(input) && turn.compareAndSet(Turn.SUSPENDED, Turn.RUNNING)) {
                inputs.sendOrClosed(input); // closed: I2
            }
            isGiven = true;
        } finally {
            if (!isGiven) { // interrupted, or not started: the body is where it was
                turn.compareAndSet(Turn.RUNNING, fiber == null ? Turn.NEW : Turn.SUSPENDED);
                isAnswerDue.set(false);
            }
        }
    }

    private synchronized boolean start(X first) {
        if (!turn.compareAndSet(Turn.NEW, Turn.RUNNING)) {
            return false;
        }
        fiber = Fibers.start(name, () -> run(first), this::neverBegan);
        return true;
    }

    // Waiting for what is due

    /** Whether the body has an input that nobody has got the answer to, since whoever waited for it has left, or still waits. */
    public boolean isAnswerDue() {
        return isAnswerDue.get();
    }

    /**
     * Waits for an answer that is due: for who was interrupted, or timed out, in a {@code resume}.
     *
     * @throws ChannelClosedException as {@link #resume(Object)}
     * @throws InterruptedException if the caller is interrupted; the answer is still due
     * @throws IllegalStateException if no answer is due
     */
    public Y answer() throws InterruptedException {
        return switch (answerOrEnded()) {
            case Received.Value<Y>(var answer) -> answer;
            case Received.Closed<Y> _ -> answers.receive(); // throws
        };
    }

    /** Waits for an answer that is due, and tells of the body's end in the answer. */
    public Received.Eventually<Y> answerOrEnded() throws InterruptedException {
        checkAnswerIsDue();
        Received.Eventually<Y> answer = answers.receiveOrClosed();
        got(answer);
        return answer;
    }

    /** Waits for an answer that is due, for at most this long. */
    public Received.Within<Y> answer(Duration timeout) throws InterruptedException {
        return answer(Deadline.after(timeout));
    }

    private Received.Within<Y> answer(Deadline deadline) throws InterruptedException {
        checkAnswerIsDue();
        Received.Within<Y> answer = answers.tryReceive(deadline);
        got(answer);
        return answer;
    }

    private void checkAnswerIsDue() {
        if (!isAnswerDue.get()) {
            throw new IllegalStateException("coroutine '" + name + "' owes no answer; resume() it first");
        }
    }

    private void neverBegan() {
        turn.set(Turn.ENDED);
        inputs.cancel();
        answers.close(new FiberCancelledException("coroutine '" + name + "' was cancelled before it began", null));
    }

    private void got(Received<Y> answer) {
        switch (answer) {
            case Received.Value<Y> _ -> isAnswerDue.set(false);
            case Received.Closed<Y> _ -> {
                untold = null;
                isAnswerDue.set(false);
            }
            default -> {} // it is still due
        }
    }

    // The body's side

    private void run(X first) {
        self = Thread.currentThread();
        Throwable failure = null;
        try {
            body.run(first, this::answerAndWait);
        } catch (Throwable e) { // also an OutOfMemoryError is for the caller to know
            failure = e;
        }
        boolean isClosed = turn.getAndUpdate(Coroutine::ended) == Turn.CLOSED;
        boolean isLeave = isClosed && (failure == leave || failure instanceof InterruptedException);
        if (failure == null || isLeave) {
            inputs.cancel(); // I2
            answers.close();
        } else {
            untold = failure instanceof InterruptedException ? null : failure;
            inputs.cancel(); // I2
            answers.close(failure);
        }
    }

    private static Turn ended(Turn before) {
        return before == Turn.CLOSED ? Turn.CLOSED : Turn.ENDED;
    }

    private X answerAndWait(Y answer) throws InterruptedException {
        Objects.requireNonNull(answer, "answer");
        if (Thread.currentThread() != self) {
            throw new IllegalStateException("coroutine '" + name + "' yields in its own fiber only");
        }
        if (!isAsked) {
            throw new IllegalStateException("coroutine '" + name
                    + "' was interrupted in its last yield, and has not been resumed; there is nobody to answer");
        }
        turn.compareAndSet(Turn.RUNNING, Turn.SUSPENDED);
        boolean isResumed = false;
        try {
            answers.send(answer);
            isAsked = false;
            X input = inputs.receive();
            isResumed = true;
            isAsked = true;
            return input;
        } catch (ChannelClosedException e) {
            leave = e;
            throw e;
        } finally {
            if (!isResumed) {
                turn.compareAndSet(Turn.SUSPENDED, Turn.RUNNING);
            }
        }
    }

    // Closing

    /**
     * Ends the body, if it has not ended, and waits for that. If the caller is interrupted meanwhile, it waits on, and returns with
     * the interrupt status set. Closing again does nothing.
     *
     * @throws FiberFailedException if the body has failed and no caller has learned of it: in its clean-up, say
     * @throws IllegalStateException if the body itself calls it, which would wait for itself
     */
    @Override
    public void close() {
        Turn before;
        Fiber<?> running;
        synchronized (this) {
            running = fiber;
            if (running != null && running.thread() == Thread.currentThread()) {
                throw new IllegalStateException(
                        "coroutine '" + name + "' cannot close itself, since that waits for its end; let it return");
            }
            before = turn.getAndUpdate(turn -> turn == Turn.ENDED ? Turn.ENDED : Turn.CLOSED);
        }
        answers.cancel();
        inputs.cancel();
        if (running == null) {
            return;
        }
        if (before == Turn.RUNNING) {
            running.cancel(); // I3
        }
        Fibers.join(running);
        Throwable failure = untold;
        if (failure != null) {
            untold = null;
            throw new FiberFailedException("coroutine '" + name + "' failed while nobody waited for it", failure);
        }
    }

    @Override
    public String toString() {
        return "coroutine '" + name + "'";
    }
}
