package org.csp4j;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.csp4j.internal.runtime.FiberScope;
import org.jspecify.annotations.Nullable;

/**
 * A block that its fibers do not outlive: for {@code try}. To a scope belong the fibers that are started in it, and those that these
 * start, by {@link Csp#go} and the like, on whatever scheduler.
 *
 * {@snippet file="org/csp4j/examples/snippets/ScopeSnippets.java" region="program"}
 *
 * <p><b>Failing.</b> If a fiber of a scope fails, the scope {@linkplain Fiber#cancel() cancels} the others, and {@link #join()}
 * throws {@link ScopeFailedException}. {@link ScopePolicy#SUPERVISE} leaves each to itself. The opener is not interrupted: one that
 * waits for something else than its fibers goes on waiting.
 *
 * <p><b>Closing.</b> {@link #close()} cancels the fibers that are left, and waits until all have ended: a block that is left
 * by an exception ends its fibers so. Join first to let them finish. A fiber that is started once the scope was cancelled
 * never begins.
 *
 * <p><b>Threads.</b> Only the fiber or thread that has opened the scope may join or close it; any may start fibers in it. What
 * the fibers have done happens-before the return of {@code join} and {@code close}. Fibers run on the opener's scheduler.
 */
public final class Scope implements AutoCloseable {
    private final FiberScope fibers;

    private Scope(ScopePolicy policy) {
        this.fibers = new FiberScope(policy);
    }

    /** Opens a scope that cancels all its fibers if one fails. */
    public static Scope open() {
        return new Scope(ScopePolicy.FAIL_FAST);
    }

    /** Opens a scope with this policy. */
    public static Scope open(ScopePolicy policy) {
        return new Scope(policy);
    }

    /**
     * Starts a fiber; see {@link Csp#go(Action)}. A failure of it fails the scope, and goes nowhere else; under
     * {@link ScopePolicy#SUPERVISE} it goes to the scheduler's {@link UncaughtHandler}.
     *
     * @throws ScopeClosedException if the scope is closed
     */
    public Fiber<@Nullable Void> go(Action body) {
        return fibers.go(null, body);
    }

    /** Starts a fiber with a name; see {@link #go(Action)}. */
    public Fiber<@Nullable Void> go(String name, Action body) {
        return fibers.go(Objects.requireNonNull(name, "name"), body);
    }

    /**
     * Starts a fiber that returns a value; see {@link Csp#async(Callable)}. A failure of it fails the scope, save under
     * {@link ScopePolicy#SUPERVISE}.
     *
     * @throws ScopeClosedException if the scope is closed
     */
    public <T extends @Nullable Object> Fiber<T> async(Callable<T> body) {
        return fibers.async(null, body);
    }

    /** Starts a fiber with a name that returns a value; see {@link #async(Callable)}. */
    public <T extends @Nullable Object> Fiber<T> async(String name, Callable<T> body) {
        return fibers.async(Objects.requireNonNull(name, "name"), body);
    }

    /**
     * The failure for which the scope was cancelled, for those who were: empty if there was none. It is also the cause of the
     * {@link FiberCancelledException} of whoever asks a cancelled fiber for its result.
     */
    public Optional<Throwable> cancellationCause() {
        return Optional.ofNullable(fibers.cancellationCause());
    }

    /**
     * Waits until all fibers of the scope have ended. More can be started after that.
     *
     * @throws ScopeFailedException if one has failed, save under {@link ScopePolicy#SUPERVISE}; all have ended
     * @throws ScopeOwnerException if the caller has not opened the scope
     * @throws InterruptedException if the caller is interrupted; the fibers go on until the scope is closed
     */
    public void join() throws InterruptedException {
        fibers.join();
    }

    /**
     * Cancels the fibers that are left, and waits until all have ended. If the caller is interrupted meanwhile, it waits on, and
     * returns with the interrupt status set. Closing again does nothing.
     *
     * @throws ScopeFailedException as {@link #join()}, if that has not thrown it; where the block has thrown too, {@code try}
     *     suppresses this one
     * @throws ScopeOwnerException if the caller has not opened the scope
     */
    @Override
    public void close() {
        fibers.close();
    }
}
