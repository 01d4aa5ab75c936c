package org.csp4j.patterns.control;

import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.csp4j.Deadline;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.Timer;
import org.csp4j.patterns.internal.Args;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many through in a period, evenly spaced, after a burst that saved-up time allows.
 *
 * {@snippet file="org/csp4j/examples/snippets/ControlSnippets.java" region="rate-limiter"}
 *
 * <p>Those who wait are let through in the order of their arrival; a {@linkplain #permit case of a select} waits like any other, and takes
 * nothing if it is not chosen. Time that nobody uses is saved for up to {@code burst} permits, all of which are there at the beginning.
 * Time is that of the fiber that makes the limiter. Costs a timer that is armed while somebody waits, and O(1) a permit; it has no
 * fiber, and need not be closed.
 */
public final class RateLimiter {
    /*
     * `turn` is a timer that is due when the next permit is free. Whoever receives its one value has the turn: takes the permit, and sets
     * the timer to when the one after it is free. So the timer is the lock as well, and its receivers are the queue.
     *
     * I1  `next` is when the next permit would be due, were they all spaced evenly. It may be taken earlier by `slack`, the time of all
     *     permits of a burst but one. Only who has the turn touches it.
     * I2  Who has the turn gives it up without waiting, and runs nobody else's code before it has.
     * E1  What is written in a turn happens-before the next: a reset and a receive are operations on one channel.
     *
     * Source: the generic cell rate algorithm of ITU-T I.371, 1996, by a clock that nobody has to drive.
     */
    private final long spacing; // nanoseconds
    private final long slack;
    private final Deadline start = Deadline.after(Duration.ZERO); // to read the clock by
    private final Timer turn = timer(Duration.ZERO);
    private long next; // I1; nanoseconds since the start
    private volatile long freeAt; // when `turn` is due; written in a turn

    private RateLimiter(long spacing, int burst) {
        this.spacing = spacing;
        this.slack = spacing * (burst - 1L);
    }

    /**
     * Lets so many through in each period, one at a time.
     *
     * @throws IllegalArgumentException if the number or the period is not positive, or if that is more than one a nanosecond
     */
    public static RateLimiter of(int permits, Duration period) {
        return of(permits, period, 1);
    }

    /**
     * Lets so many through in each period, and saves time for up to so many at once.
     *
     * @throws IllegalArgumentException as {@link #of(int, Duration)}; or if the burst is not positive, or saves more than 146 years
     */
    public static RateLimiter of(int permits, Duration period, int burst) {
        long spacing = Args.positive("period", period)
                .dividedBy(Args.positive("permits", permits))
                .toNanos();
        if (spacing == 0) {
            throw new IllegalArgumentException("permits " + permits + " in " + period
                    + " are more than one a nanosecond, which no clock can tell");
        }
        if (Args.positive("burst", burst) - 1L > Long.MAX_VALUE / 2 / spacing) {
            throw new IllegalArgumentException(
                    "burst " + burst + " of permits that are " + Duration.ofNanos(spacing) + " apart takes centuries");
        }
        return new RateLimiter(spacing, burst);
    }

    /**
     * Waits for a permit.
     *
     * @throws InterruptedException if the caller is interrupted before it has one; none was taken
     */
    public void acquire() throws InterruptedException {
        turn.receive();
        take();
    }

    /** Takes a permit, if one is free; returns whether one was. */
    public boolean tryAcquire() {
        while (!(turn.tryReceive() instanceof Received.Value<Instant>)) {
            if (freeAt > now()) {
                return false;
            }
            Thread.onSpinWait(); // another has the turn, and is about to give it up (I2)
        }
        take();
        return true;
    }

    /** Waits for a permit, for at most this long; returns whether it has one. */
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        if (turn.tryReceive(timeout) instanceof Received.Value<Instant>) {
            take();
            return true;
        }
        return false;
    }

    /** A case that takes a permit. */
    public <R extends @Nullable Object> SelectCase<R> permit(SelectCase.Branch<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return receive(turn, _ -> {
            take();
            return handler.run();
        });
    }

    /** With the turn, which this gives up. */
    private void take() {
        next = Math.max(next, now()) + spacing;
        freeAt = next - slack;
        turn.reset(Duration.ofNanos(freeAt - now()));
    }

    private long now() {
        return -start.remaining().toNanos();
    }
}
