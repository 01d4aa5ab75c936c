package org.csp4j.internal.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.Fiber;
import org.csp4j.Received;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a scheduler comes to its end. */
final class Closing {
    /*
     * 1  Who closes closes the registry. From then on every start is refused, by whomever (FiberRegistry I4).
     * 2  It waits for the channel `ended`. If it is interrupted, it cancels all fibers that live, and waits on: they were all there
     *    at step 1, so an iteration meets them all.
     * 3  Who ends the last fiber, or closes where there is none, closes the engine, and then `ended`.
     * 4  At a deadline that comes before that, who closes cancels the fibers that live, and names them.
     *
     * Any number of threads can close at the same time; each does all of this.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
    private static final int MOST_NAMED = 100;

    private final String scheduler;
    private final Engine engine;
    private final FiberRegistry fibers;
    private final Channel<Void> ended;

    Closing(String scheduler, Engine engine) {
        this.scheduler = scheduler;
        this.engine = engine;
        this.fibers = new FiberRegistry(scheduler, this::terminated);
        this.ended = new LockedChannel<>("end of scheduler " + scheduler, 0, ChannelOptions.plain());
    }

    FiberRegistry fibers() {
        return fibers;
    }

    private void terminated() {
        engine.close();
        ended.close();
    }

    /** Closes, and waits until all fibers have ended. */
    void close() {
        fibers.close();
        awaitEnd(null);
    }

    /** Closes, and waits until all fibers have ended, or this long: which fibers have not. */
    List<Fiber<?>> close(Duration timeout) {
        Deadline deadline = CspRuntime.deadline(timeout);
        fibers.close();
        return awaitEnd(deadline) ? List.of() : giveUp(timeout);
    }

    /** True once all have ended, false if the deadline comes first. */
    private boolean awaitEnd(@Nullable Deadline deadline) {
        boolean wasInterrupted = false;
        try {
            while (!ended.isClosed()) {
                try {
                    if (deadline == null) {
                        ended.receiveOrClosed();
                    } else if (ended.tryReceive(deadline) instanceof Received.TimedOut<Void>) {
                        return ended.isClosed();
                    }
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                    fibers.forEach(FiberCore::cancel);
                }
            }
            return true;
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Fiber<?>> giveUp(Duration timeout) {
        List<RuntimeFiber<?>> left = new ArrayList<>();
        fibers.forEach(fiber -> {
            if (!fiber.hasEnded()) {
                left.add((RuntimeFiber<?>) fiber);
            }
        });
        if (!left.isEmpty()) {
            LOG.warn(
                    "scheduler '{}' was to be closed within {}, but {} of its fibers live on, and are cancelled",
                    scheduler,
                    timeout,
                    left.size());
            left.stream()
                    .limit(MOST_NAMED)
                    .forEach(Closing::log); // before they are cancelled, which changes what they do
            if (left.size() > MOST_NAMED) {
                LOG.warn("... and {} more", left.size() - MOST_NAMED);
            }
            left.forEach(FiberCore::cancel);
        }
        return List.copyOf(left);
    }

    private static void log(RuntimeFiber<?> fiber) {
        LOG.warn("fiber '{}', started at {}, {}", fiber.name(), fiber.creationSite(), fiber.doing());
    }
}
