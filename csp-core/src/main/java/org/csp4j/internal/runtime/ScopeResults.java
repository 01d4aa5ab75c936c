package org.csp4j.internal.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.jspecify.annotations.Nullable;

/** The results of some fibers of a scope, as a channel. */
final class ScopeResults<T> {
    /*
     * The channel has room for all: nobody waits to send, and a fiber that ends delivers its result itself.
     *
     * I1  What had ended before is delivered by rank, and then come those that end later. Two that end while the channel is being made
     *     can come in either order.
     * I2  A fiber delivers before it counts as told, and the channel closes when all count: none comes too late.
     */
    private final FiberScope scope;
    private final Channel<T> results;
    private final int wanted; // those of a higher rank do not count
    private final AtomicInteger untold;
    private final AtomicInteger undelivered;

    private ScopeResults(FiberScope scope, int fibers, int quorum) {
        this.scope = scope;
        this.results = new LockedChannel<>(
                "results of " + scope.name(), Math.max(1, fibers), ChannelOptions.plain(), scope.home());
        this.wanted = quorum == 0 ? Integer.MAX_VALUE : quorum;
        this.untold = new AtomicInteger(fibers);
        this.undelivered = new AtomicInteger(wanted);
    }

    /** The results of these fibers, which are of the scope. */
    static <T> ReceiveChannel<T> of(FiberScope scope, int quorum, Collection<? extends Fiber<? extends T>> fibers) {
        Set<ScopeFiber<?>> distinct = new LinkedHashSet<>();
        for (Fiber<? extends T> fiber : fibers) {
            if (!(fiber instanceof ScopeFiber<?> own && own.isOf(scope))) {
                throw new IllegalArgumentException(
                        "fiber '" + fiber.name() + "' was not started by scope '" + scope.name()
                                + "': results are those of fibers that go(), async() and the like of the scope have"
                                + " returned");
            }
            distinct.add(own);
        }
        ScopeResults<T> results = new ScopeResults<>(scope, distinct.size(), quorum);
        results.watch(distinct);
        scope.closeWithScope(results.results); // after what has been delivered
        return results.results.receiveOnly();
    }

    private void watch(Set<ScopeFiber<?>> fibers) {
        if (fibers.isEmpty()) {
            close();
            return;
        }
        List<ScopeFiber<?>> ended = new ArrayList<>();
        List<ScopeFiber<?>> live = new ArrayList<>();
        for (ScopeFiber<?> fiber : fibers) {
            (fiber.hasToldOfItsEnd() ? ended : live).add(fiber);
        }
        ended.sort(Comparator.comparingLong(ScopeFiber::rank));
        ended.forEach(this::ended);
        for (ScopeFiber<?> fiber : live) {
            if (!fiber.watch(this)) {
                ended(fiber);
            }
        }
    }

    /** One of the fibers has ended. */
    @SuppressWarnings({"unchecked", "NullAway"}) // it is one of those that return a T; which may be null nevertheless
    void ended(ScopeFiber<?> fiber) {
        if (0 < fiber.rank() && fiber.rank() <= wanted) {
            deliver(fiber.name(), (T) fiber.outcome());
        }
        if (untold.decrementAndGet() == 0) {
            close(); // I2
        }
    }

    private void deliver(String fiber, @Nullable T result) {
        if (result == null) {
            results.close(new NullPointerException("fiber '" + fiber + "' has returned null, which no channel takes"));
            return;
        }
        results.trySend(result); // there is room; if it is closed, the scope has failed, or nobody wants it
        if (undelivered.decrementAndGet() == 0) {
            results.close();
        }
    }

    private void close() {
        Throwable failure = scope.failureAtJoin();
        if (failure == null) {
            results.close();
        } else {
            results.close(failure);
        }
    }
}
