package org.csp4j.internal.runtime;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ScopeClosedException;
import org.csp4j.ScopeFailedException;
import org.csp4j.ScopeOwnerException;
import org.csp4j.ScopePolicy;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.internal.fiber.FiberGroup;
import org.jspecify.annotations.Nullable;

/** The fibers of a scope, and its opener, who waits for them. */
public final class FiberScope extends FiberGroup {
    /*
     * Closing: 1  The opener cancels; from then on each fiber of the scope has been asked to end (FiberGroup I1). 2  It waits until the
     * scope is empty; an interrupt changes nothing any more, and is kept. 3  It closes the scope, if that is still empty; else 2.
     *
     * I1  The scope tells `emptied` each time that it becomes empty, after it is. The channel keeps one element, so that the opener, who
     *     looks first and then receives, misses none; one that is stale makes it look once more.
     * I2  A failure stands in the queue before the others are cancelled for it: who is cancelled finds the cause.
     * Checked by FiberScopeStress (I1).
     */
    private final CspRuntime runtime;
    private final ScopePolicy policy;
    private final Thread opener = Thread.currentThread();
    private final Channel<Boolean> emptied =
            new LockedChannel<>("the end of a scope", 1, ChannelOptions.plain(), home());
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>(); // none under SUPERVISE
    private boolean isReported; // by the opener alone, as is what follows
    private boolean isEnded;

    /** A scope of the calling thread. */
    public FiberScope(ScopePolicy policy) {
        super(CspRuntime.groupOfCaller(), false);
        this.policy = Objects.requireNonNull(policy, "policy");
        this.runtime = CspRuntime.current();
        begin();
    }

    public Fiber<@Nullable Void> go(@Nullable String name, Action body) {
        return runtime.go(this, name, body);
    }

    public <T extends @Nullable Object> Fiber<T> async(@Nullable String name, Callable<T> body) {
        return runtime.async(this, name, body);
    }

    /** Waits until no fiber is here. */
    public void join() throws InterruptedException {
        checkOpener("join");
        if (Thread.interrupted()) {
            throw new InterruptedException("join of a scope began interrupted");
        }
        while (!isEmpty()) {
            emptied.receive();
        }
        throwFailure();
    }

    /** Cancels what is here, and waits until none is. */
    public void close() {
        checkOpener("close");
        if (isEnded) {
            return;
        }
        cancel();
        awaitEnd();
        end();
        isEnded = true;
        if (!isReported) {
            throwFailure();
        }
    }

    private void awaitEnd() {
        boolean wasInterrupted = false;
        while (!closeIfEmpty()) {
            try {
                emptied.receive();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() {
        Throwable first = failures.peek();
        if (first == null) {
            return;
        }
        isReported = true;
        ScopeFailedException failure = new ScopeFailedException("a fiber of the scope failed: " + first, first);
        failures.stream().skip(1).filter(later -> later != first).forEach(failure::addSuppressed);
        throw failure;
    }

    private void checkOpener(String what) {
        if (Thread.currentThread() != opener) {
            throw new ScopeOwnerException(what + " of a scope by '"
                    + Thread.currentThread().getName() + "': only '" + opener.getName() + "' may, which has opened it");
        }
    }

    @Override
    protected void emptied() {
        emptied.trySend(true);
    }

    @Override
    protected RuntimeException refusal() {
        return new ScopeClosedException("the scope is closed, and starts no more fibers");
    }

    @Override
    public boolean takeFailure(Throwable failure) {
        if (policy == ScopePolicy.SUPERVISE) {
            return false;
        }
        failures.add(failure); // I2
        cancel();
        return true;
    }

    @Override
    public @Nullable Throwable cancellationCause() {
        return failures.peek();
    }
}
