package org.csp4j.patterns.control;

import static org.csp4j.Csp.async;
import static org.csp4j.Csp.prioritySelect;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.FiberFailedException;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.Timer;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Failures;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;

/**
 * A sign of life: somebody beats, and somebody else learns when no beat has come for too long.
 *
 * {@snippet file="org/csp4j/examples/snippets/ControlSnippets.java" region="heartbeat"}
 *
 * <p>The wait begins when the heartbeat is made, and anew with each beat. When it has passed, one of those who {@linkplain #missed wait for
 * that} learns of it, once; the next beat begins another. Time is that of the fiber that makes it. A beat costs a short lock; the timer is
 * armed while somebody waits. It has no fiber, and need not be closed.
 */
public final class Heartbeat {
    /**
     * What is watched.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        /** Does its work, and beats from time to time. */
        T run(Heartbeat heartbeat) throws Exception;
    }

    private final Duration limit;
    private final Timer silence; // due when no beat has come for too long

    private Heartbeat(Duration limit) {
        this.limit = limit;
        this.silence = timer(limit);
    }

    /**
     * A heartbeat that is missed when no beat has come for this long.
     *
     * @throws IllegalArgumentException if the length is not positive
     */
    public static Heartbeat within(Duration limit) {
        return new Heartbeat(Args.positive("limit", limit));
    }

    /** Says that all is well. From any thread; does not wait. */
    public void beat() {
        silence.reset(limit);
    }

    /** Expects no more beats, until there is one. */
    public void stop() {
        silence.stop();
    }

    /** A case that can go on when no beat has come for too long. */
    public <R extends @Nullable Object> SelectCase<R> missed(SelectCase.Branch<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return receive(silence, _ -> handler.run());
    }

    /** Waits until no beat has come for too long. */
    public void awaitMissed() throws InterruptedException {
        silence.receive();
    }

    /** Waits until no beat has come for too long, but for at most this long; returns whether that is so. */
    public boolean awaitMissed(Duration timeout) throws InterruptedException {
        return silence.tryReceive(timeout) instanceof Received.Value<Instant>;
    }

    /**
     * Runs a body in a fiber, and waits for it, for as long as it beats. One that does not is cancelled, and waited for.
     *
     * @return what the body returns
     * @throws HeartbeatMissedException if no beat has come for this long
     * @throws InterruptedException if the caller is interrupted; the body is cancelled, and waited for
     * @throws FiberCancelledException if the body was cancelled otherwise
     * @throws Exception what the body has thrown, as it is
     * @throws IllegalArgumentException if the length is not positive
     */
    public static <T extends @Nullable Object> T watch(Duration limit, Body<T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        Heartbeat heartbeat = within(limit);
        Fiber<T> fiber = async("watched", () -> body.run(heartbeat));
        boolean hasEnded = false;
        try {
            hasEnded = prioritySelect(receive(fiber.done(), _ -> true, () -> true), heartbeat.missed(() -> false));
        } finally {
            if (!hasEnded) {
                fiber.cancel();
                Fibers.join(fiber);
            }
        }
        if (!hasEnded) {
            throw new HeartbeatMissedException(
                    "no beat has come for " + limit + "; the body was cancelled, and has ended");
        }
        try {
            return fiber.result();
        } catch (FiberFailedException e) {
            throw Failures.rethrow(e.getCause());
        }
    }
}
