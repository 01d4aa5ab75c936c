package org.csp4j;

import java.time.Duration;
import java.util.Optional;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.runtime.RuntimeFiber;
import org.jspecify.annotations.Nullable;

/**
 * Work that runs on its own, started by {@link Csp#go} or {@link Csp#async}. A fiber is a JDK virtual thread:
 * {@code Thread.currentThread()}, interrupts, thread locals, locks and blocking I/O work inside it as in any other.
 *
 * {@snippet file="org/csp4j/examples/snippets/FiberSnippets.java" region="go-and-async"}
 *
 * @param <T> the type of the result; {@link Void} where there is none
 */
public sealed interface Fiber<T extends @Nullable Object> permits RuntimeFiber {
    /** The name it was given, or one that identifies it. */
    String name();

    /** The virtual thread that it is. */
    Thread thread();

    /** Where it is in its life; exact at some moment between the call and the return. */
    FiberState state();

    /** What it waits for, if it is parked in an operation of this library; empty otherwise. */
    Optional<WaitReason> waitReason();

    /**
     * Where it was started: the line of code, if creation sites are recorded
     * ({@link Scheduler.Builder#recordCreationSites}, or the system property {@code csp4j.creationSites=true}), else the class
     * that its body belongs to.
     */
    String creationSite();

    /** Waits until the fiber has ended, however it did. */
    void join() throws InterruptedException;

    /**
     * Waits until the fiber has ended, for at most this long.
     *
     * @return whether it has ended
     */
    boolean join(Duration timeout) throws InterruptedException;

    /**
     * Waits until the fiber has ended, and returns what its body returned: null for one that was started by {@link Csp#go}.
     *
     * @throws FiberFailedException if its body has thrown
     * @throws FiberCancelledException if it was cancelled
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    T result() throws InterruptedException;

    /**
     * Asks the fiber to end: interrupts it, so that it leaves the blocking call that it is in, or enters next, by an
     * {@link InterruptedException}. The fiber counts as cancelled if its body then ends by that exception; a body that carries on
     * ends as it ends. A fiber that has not begun never does.
     *
     * @return false if it had ended already
     */
    boolean cancel();

    /**
     * A channel that delivers nothing, and closes when the fiber has ended: for waiting in a select. All who ask share it, so
     * that one who {@linkplain ReceiveChannel#cancel() cancels} it gives it up for all of them; it says nothing to a join.
     */
    ReceiveChannel<Void> done();
}
