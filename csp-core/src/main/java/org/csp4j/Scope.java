package org.csp4j;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.csp4j.internal.runtime.FiberScope;
import org.csp4j.internal.runtime.ScopeBlock;
import org.csp4j.internal.runtime.ScopeConfig;
import org.jspecify.annotations.Nullable;

/**
 * A block that its fibers do not outlive: for {@code try}. To a scope belong the fibers that are started in it, and those that these
 * start, by {@link Csp#go} and the like, on whatever scheduler.
 *
 * {@snippet file="org/csp4j/examples/snippets/ScopeSnippets.java" region="program"}
 *
 * <p><b>Ending.</b> {@link #join()} waits until all fibers have ended, and says how the scope has. {@link #close()} cancels the fibers that
 * are left, and waits until all have ended: a block that is left by an exception ends its fibers so. In either case nobody is left
 * of those who were cancelled. Whatever a scope is cancelled for, a fiber that is started in it afterwards never begins.
 *
 * <p><b>Failing.</b> The {@link ScopePolicy} says what a failure means. A scope that fails {@linkplain Fiber#cancel() cancels} its fibers, and
 * closes the channels that it {@linkplain #own owns}, with the failure as cause; {@code join} throws {@link ScopeFailedException}. A scope
 * fails, too, when it is {@linkplain #cancel(Throwable) cancelled for a cause}, at its deadline, with {@link ScopeTimeoutException}, and by a
 * {@linkplain Builder#detectDeadlocks deadlock}, if it is to look for that.
 * The first of these counts. The opener is not interrupted: one that waits for something else than its fibers waits for a channel
 * that the scope owns, or for {@link #done()} too.
 *
 * <p><b>Nesting.</b> A scope that is opened in a fiber of another one, or in the block of another one, ends before that. It inherits the
 * deadline, if that is the earlier one, and what is {@linkplain Builder#capture captured}. A fiber that is cancelled leaves its
 * blocks, and by that ends its scopes; a scope that is opened in the block of another one fails with it. For clean-up that is to go
 * on nevertheless there is {@link Csp#shield}.
 *
 * <p><b>Threads.</b> Only the fiber or thread that has opened the scope may join or close it; any may do everything else. What
 * the fibers have done happens-before the return of {@code join} and {@code close}. Fibers run on the opener's scheduler. A scope that
 * its opener leaves open is ended when the opener ends, or closes one that it has opened before, and is told of in the log, at warn.
 *
 * <p><b>Cost.</b> Some hundred bytes for the scope, and some 60 for each fiber besides the fiber itself; a timer, if there is a deadline.
 * For an opener that is no fiber, a virtual thread that waits for its end.
 */
public final class Scope implements AutoCloseable {
    private final ScopeBlock block;
    private final FiberScope fibers;

    private Scope(ScopeConfig config) {
        this.block = ScopeBlock.open(config);
        this.fibers = block.scope();
    }

    /** Opens a scope that cancels all its fibers if one fails. */
    public static Scope open() {
        return new Scope(ScopeConfig.DEFAULT);
    }

    /** Opens a scope with this policy. */
    public static Scope open(ScopePolicy policy) {
        return builder().policy(policy).open();
    }

    /** For a scope with a name, a deadline, a limit, or a context that its fibers take over. */
    public static Builder builder() {
        return new Builder();
    }

    // Starting

    /**
     * Starts a fiber; see {@link Csp#go(Action)}. A failure of it is the scope's to tell, and goes nowhere else; under
     * {@link ScopePolicy#SUPERVISE} it goes to the scheduler's {@link UncaughtHandler}. In a scope with a {@linkplain Builder#limit limit}
     * it waits, first come first served, until there is room; if the scope is cancelled meanwhile, the fiber is started, and never begins.
     *
     * @throws ScopeClosedException if the scope is closed
     * @throws InterruptedException if the caller is interrupted before the fiber is started; it was not started
     */
    public Fiber<@Nullable Void> go(Action body) throws InterruptedException {
        return fibers.go(null, body);
    }

    /** Starts a fiber with a name; see {@link #go(Action)}. */
    public Fiber<@Nullable Void> go(String name, Action body) throws InterruptedException {
        return fibers.go(Objects.requireNonNull(name, "name"), body);
    }

    /**
     * Starts a fiber that returns a value, as {@link #go(Action)} starts one that returns none; see {@link Csp#async(Callable)}. A
     * failure of it is the scope's to tell as well as kept for whoever asks for the result.
     *
     * @throws ScopeClosedException as {@link #go(Action)}
     * @throws InterruptedException as {@link #go(Action)}
     */
    public <T extends @Nullable Object> Fiber<T> async(Callable<T> body) throws InterruptedException {
        return fibers.async(null, body);
    }

    /** Starts a fiber with a name that returns a value; see {@link #async(Callable)}. */
    public <T extends @Nullable Object> Fiber<T> async(String name, Callable<T> body) throws InterruptedException {
        return fibers.async(Objects.requireNonNull(name, "name"), body);
    }

    /**
     * Starts a fiber as {@link #go(Action)} does, if it need not wait for room.
     *
     * @return the fiber; empty if as many run as the {@linkplain Builder#limit limit} allows, and nothing was started
     * @throws ScopeClosedException if the scope is closed
     */
    public Optional<Fiber<@Nullable Void>> tryGo(Action body) {
        return fibers.tryGo(null, body);
    }

    /** Starts a fiber with a name, if it need not wait for room; see {@link #tryGo(Action)}. */
    public Optional<Fiber<@Nullable Void>> tryGo(String name, Action body) {
        return fibers.tryGo(Objects.requireNonNull(name, "name"), body);
    }

    /** Starts a fiber that returns a value, if it need not wait for room; see {@link #tryGo(Action)}. */
    public <T extends @Nullable Object> Optional<Fiber<T>> tryAsync(Callable<T> body) {
        return fibers.tryAsync(null, body);
    }

    /** Starts a fiber with a name that returns a value, if it need not wait for room; see {@link #tryGo(Action)}. */
    public <T extends @Nullable Object> Optional<Fiber<T>> tryAsync(String name, Callable<T> body) {
        return fibers.tryAsync(Objects.requireNonNull(name, "name"), body);
    }

    // Channels

    /**
     * A channel that delivers the results of fibers of this scope in the order in which these succeed, and closes after the last of them.
     * Under a quorum those that make it up are delivered, and no more. If the scope fails, it closes with the failure as cause, after
     * what it has; so it does when these fibers have ended, if by then the scope would fail. It belongs to the caller, who may
     * {@linkplain ReceiveChannel#cancel() give it up}; that ends no fiber. Costs O(fibers).
     *
     * {@snippet file="org/csp4j/examples/snippets/ScopeSnippets.java" region="results"}
     *
     * @param fibers such as {@link #async} has returned, in any order. None should return null: the channel would close with a
     *     {@link NullPointerException} as cause
     * @throws IllegalArgumentException if one of them was not started by a method of this scope
     */
    public <T> ReceiveChannel<T> results(Collection<? extends Fiber<? extends T>> fibers) {
        return this.fibers.results(fibers);
    }

    /**
     * Lets a channel belong to this scope. It closes as soon as the scope fails, with the failure as cause, and at the latest when
     * the scope is closed, or is cancelled and has no fibers any more. Who waits for it cannot be left waiting by fibers that have failed.
     *
     * {@snippet file="org/csp4j/examples/snippets/ScopeSnippets.java" region="owned"}
     *
     * @return the channel
     * @throws ScopeClosedException if the scope is closed; the channel is as it was
     */
    public <C extends SendChannel<?>> C own(C channel) {
        fibers.own(channel);
        return channel;
    }

    /**
     * A channel that delivers nothing, and closes when a {@link #join()} that began now would end: for waiting in a select. If the
     * scope has failed by then, that is the cause. It does not wait for fibers that are started after all have ended; ask again for
     * those. All who ask share it, so that one who {@linkplain ReceiveChannel#cancel() cancels} it gives it up for all of them.
     *
     * {@snippet file="org/csp4j/examples/snippets/ScopeSnippets.java" region="done"}
     */
    public ReceiveChannel<Void> done() {
        return fibers.done();
    }

    // Ending

    /**
     * Cancels all fibers of the scope, and does not wait for them. That is no failure: a {@link #join()} waits until they have ended, and
     * returns.
     */
    public void cancel() {
        fibers.cancelAll();
    }

    /**
     * Cancels all fibers of the scope for a cause, which they find by {@link Csp#cancellationCause()}, and does not wait for them. The
     * scope fails with it, unless it has failed already, has its quorum, or is closed.
     */
    public void cancel(Throwable cause) {
        fibers.fail(Objects.requireNonNull(cause, "cause"));
    }

    /**
     * For what the scope was cancelled, or one that it was opened in; empty if that was for no cause, or did not happen. It is also
     * the cause of the {@link FiberCancelledException} of whoever asks a cancelled fiber for its result.
     */
    public Optional<Throwable> cancellationCause() {
        return Optional.ofNullable(fibers.cancellationCause());
    }

    /** Until when the scope is to end: its own deadline, or that of one that it was opened in, whichever is earlier. */
    public Optional<Deadline> deadline() {
        return Optional.ofNullable(fibers.deadline());
    }

    /** The name that it was given, or one that tells of its opener. */
    public String name() {
        return fibers.name();
    }

    /**
     * Waits until all fibers of the scope have ended. More can be started after that.
     *
     * @throws ScopeFailedException if the scope has failed, as its {@link ScopePolicy} says; all have ended
     * @throws ScopeTimeoutException if fibers were left at the deadline; all have ended
     * @throws ScopeOwnerException if the caller has not opened the scope
     * @throws InterruptedException if the caller is interrupted; the fibers go on until the scope is closed
     */
    public void join() throws InterruptedException {
        block.join();
    }

    /**
     * Cancels the fibers that are left, and waits until all have ended. If the caller is interrupted meanwhile, it waits on, and
     * returns with the interrupt status set. Closing again does nothing.
     *
     * @throws ScopeFailedException as {@link #join()}, if that has not thrown it, save that a quorum that has not come about is no
     *     failure; where the block has thrown too, {@code try} suppresses this one
     * @throws ScopeTimeoutException likewise
     * @throws ScopeOwnerException if the caller has not opened the scope
     */
    @Override
    public void close() {
        block.close();
    }

    @Override
    public String toString() {
        return "scope '" + name() + "'";
    }

    /** Builds a scope; everything has a default. A builder belongs to one thread, and can open any number of scopes. */
    public static final class Builder {
        private ScopeConfig config = ScopeConfig.DEFAULT;

        private Builder() {}

        /**
         * Names the scope; messages and reports use the name.
         *
         * @throws IllegalArgumentException if the name is blank
         */
        public Builder name(String name) {
            this.config = config.withName(name);
            return this;
        }

        /** What a failure means, and when the scope has what it is for; by default {@link ScopePolicy#FAIL_FAST}. */
        public Builder policy(ScopePolicy policy) {
            this.config = config.withPolicy(Objects.requireNonNull(policy, "policy"));
            return this;
        }

        /**
         * Ends the scope this long after it was opened, at the latest: it fails with {@link ScopeTimeoutException} if there are fibers
         * then. Zero or less leaves no time. Of several deadlines the earliest counts.
         */
        public Builder timeout(Duration timeout) {
            this.config = config.withTimeout(Objects.requireNonNull(timeout, "timeout"));
            return this;
        }

        /** Ends the scope at this deadline, at the latest; see {@link #timeout(Duration)}. */
        public Builder deadline(Deadline deadline) {
            this.config = config.withDeadline(Objects.requireNonNull(deadline, "deadline"));
            return this;
        }

        /**
         * How many fibers that are started by the scope's own methods run at the same time; what they start by {@link Csp#go} does not
         * count. When so many run, {@link Scope#go} waits, and {@link Scope#tryGo} declines. A fiber that starts others in its own
         * scope should not wait for room, as it takes some itself.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder limit(int fibers) {
            this.config = config.withLimit(fibers);
            return this;
        }

        /**
         * Carries something of who starts a fiber into the fiber: of this scope, those that its fibers start, and of the scopes and runs
         * that are opened in it. Those that are added later are inside.
         *
         * {@snippet file="org/csp4j/examples/snippets/ScopeSnippets.java" region="scoped-value"}
         */
        public Builder capture(ContextCapture capture) {
            this.config = config.withCapture(Objects.requireNonNull(capture, "capture"));
            return this;
        }

        /**
         * Whether the scope is watched for deadlocks; by default it is not, unless it is part of a {@linkplain Csp#run run} or a scope
         * that is. If all its fibers are asleep, and the opener too, in {@link Scope#join()} or wherever it waits, and nothing can
         * wake one of them, the scope fails, whatever its policy: {@link ScopeFailedException} has a {@link DeadlockException} as cause.
         * An opener that is asleep in its block even when no fibers are left, is interrupted. On whatever scheduler; see
         * {@link Scheduler.Builder#detectDeadlocks} for runs. A scope that somebody outside is to cancel should not ask for it: nobody can
         * see who knows the scope.
         *
         * {@snippet file="org/csp4j/examples/snippets/DeadlockSnippets.java" region="scope"}
         */
        public Builder detectDeadlocks(boolean detects) {
            this.config = config.withDetectsDeadlocks(detects);
            return this;
        }

        /** Opens the scope, which the calling thread is to close. */
        public Scope open() {
            return new Scope(config);
        }
    }
}
