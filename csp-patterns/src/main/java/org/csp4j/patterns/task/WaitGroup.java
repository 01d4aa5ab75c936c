package org.csp4j.patterns.task;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;

import java.time.Duration;
import java.util.Objects;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes on, and lets others wait until nothing does: Go's {@code sync.WaitGroup}, for select too.
 *
 * {@snippet file="org/csp4j/examples/snippets/TaskSnippets.java" region="wait-group"}
 *
 * <p>Who waits is let go when the count becomes zero, even if it does not stay so; a wait that begins at zero does not wait. A group can be
 * used again. To learn of failures, and to end the others for one, see {@link ErrorGroup} and {@link org.csp4j.Scope}.
 *
 * <p>All methods may be called by any thread. What precedes a {@code done} happens-before what follows a wait that it ends.
 */
public final class WaitGroup {
    private int count; // guarded by this, as is what follows
    private Channel<Void> zero = chan("wait-group"); // closed when the count becomes zero, and then another

    /** A group in which nothing goes on. */
    public WaitGroup() {
        zero.close();
    }

    /**
     * Counts so many more, before they begin.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public synchronized void add(int more) {
        Args.positive("more", more);
        int sum = Math.addExact(count, more);
        if (count == 0) {
            zero = chan("wait-group");
        }
        count = sum;
    }

    /**
     * Counts one less.
     *
     * @throws IllegalStateException if the count is zero: one was not added
     */
    public void done() {
        Channel<Void> ended;
        synchronized (this) {
            if (count == 0) {
                throw new IllegalStateException("done() on a wait group whose count is 0; add() each before it begins");
            }
            count--;
            if (count > 0) {
                return;
            }
            ended = zero;
        }
        ended.close();
    }

    /**
     * Starts a fiber, and counts it until it has ended, however it does. A failure goes to the scheduler's handler, as that of
     * {@link org.csp4j.Csp#go}.
     */
    public Fiber<?> go(Action body) {
        Objects.requireNonNull(body, "body");
        add(1);
        boolean isStarted = false;
        try {
            Fiber<?> fiber = Fibers.start("wait-group", () -> runAndCount(body), this::done);
            isStarted = true;
            return fiber;
        } finally {
            if (!isStarted) {
                done();
            }
        }
    }

    private void runAndCount(Action body) throws Exception {
        try {
            body.run();
        } finally {
            done();
        }
    }

    private synchronized Channel<Void> zero() {
        return zero;
    }

    /** How many go on, at the moment of the call. */
    public synchronized int count() {
        return count;
    }

    /** Waits until nothing goes on. */
    public void await() throws InterruptedException {
        zero().receiveOrClosed();
    }

    /** Waits until nothing goes on, for at most this long; returns whether that is so. */
    public boolean await(Duration timeout) throws InterruptedException {
        return zero().tryReceive(timeout) instanceof Received.Closed<Void>;
    }

    /** A case that can go on when nothing does: when the count that there is at this call has become zero. */
    public <R extends @Nullable Object> SelectCase<R> ended(SelectCase.Branch<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return receive(
                zero(),
                _ -> {
                    throw new AssertionError("nobody sends there");
                },
                handler);
    }
}
