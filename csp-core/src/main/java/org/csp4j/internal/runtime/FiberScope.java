package org.csp4j.internal.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.ContextCapture;
import org.csp4j.Deadline;
import org.csp4j.DeadlockException;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.ScopeClosedException;
import org.csp4j.ScopePolicy;
import org.csp4j.ScopeTimeoutException;
import org.csp4j.SendChannel;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.internal.diag.DeadlockDetector;
import org.csp4j.internal.diag.Watch;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.fiber.ThreadParker;
import org.jspecify.annotations.Nullable;

/** The fibers of a scope, and what becomes of them. */
public final class FiberScope extends FiberGroup {
    /*
     * Ending: 1  Something decides how (ScopeOutcome), or nothing has to. 2  The scope is cancelled: from then on each fiber of it has been
     * asked to end (FiberGroup I1), those who wait to start one go on, and if it has failed, its channels close. 3  The opener waits
     * until the scope is empty; an interrupt changes nothing any more, and is kept. 4  It closes the scope, if that is still empty; else
     * 3. 5  The timer, the channels and the opener know the scope no more.
     *
     * A deadlock is a cause, whatever the policy; the detector decides so. What is left may be asleep for ever once more then: fibers as they
     * clean up, which are interrupted once more; or the opener in its block, when no fibers are left, which is interrupted.
     *
     * I1  What is decided stands before the fibers are cancelled for it: who is cancelled finds the cause.
     * I2  A scope that is cancelled and empty closes its channels. Who cancels says so, then looks whether it is empty; the last fiber
     *     leaves, then looks whether it is cancelled (Dekker, under the group's lock).
     * I3  At the deadline either fibers are left, or those that come later fail the scope. The deadline says that it has come, then looks
     *     who is there; who starts a fiber has it enter, then asks whether the deadline has come.
     * I4  A scope that is opened in the block of another one fails with it. The opener links it, then asks whether the other has
     *     failed; who fails that decides so, then follows the link.
     * I5  Only an opener is interrupted who has been asleep for ever since, so that the interrupt ends that wait, and comes to none that
     *     is begun later.
     */
    private final CspRuntime runtime = CspRuntime.current();
    private final ScopePolicy policy;
    private final String name;
    private final List<ContextCapture> captures;
    private final @Nullable ScopeDeadline deadline;
    private final ScopeRoom room;
    private final ScopeOutcome outcome;
    private final OwnedChannels owned = new OwnedChannels();
    private final ScopeDone done = new ScopeDone(this);
    private final Thread opener = Thread.currentThread();
    private final @Nullable Watch watch; // for deadlocks
    private final @Nullable Home stoodIn; // where the opener did before, if this is a home
    private volatile @Nullable FiberScope enclosed; // by the opener
    private boolean isDead; // the detector alone

    /** A scope that the calling thread opens, in what it is in. */
    FiberScope(ScopeConfig config, boolean inheritsDeadline) {
        super(OpenScopes.enclosing(), config.detectsDeadlocks());
        this.policy = config.policy();
        this.name = config.name() != null ? config.name() : "scope of " + OpenScopes.nameOfCaller();
        this.room = new ScopeRoom(this, config.limit());
        this.outcome = new ScopeOutcome(policy);
        FiberScope outer = OpenScopes.nearest(outer());
        this.captures = config.capturesInside(outer == null ? List.of() : outer.captures);
        this.deadline = ScopeDeadline.of(
                name,
                config.deadlineFromNow(runtime.timers()),
                outer == null || !inheritsDeadline ? null : outer.deadline,
                this::expire);
        this.watch = config.detectsDeadlocks() ? DeadlockDetector.watch(this, opener, this::deadlocked) : null;
        linkToOuter();
        this.stoodIn = watch == null ? null : Objects.requireNonNull(home()).enter();
        if (deadline != null) {
            deadline.arm();
        }
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "scope '" + name + "'";
    }

    public @Nullable Deadline deadline() {
        return deadline == null ? null : deadline.deadline();
    }

    List<ContextCapture> captures() {
        return captures;
    }

    // Starting

    public Fiber<@Nullable Void> go(@Nullable String givenName, Action body) throws InterruptedException {
        return startWhenThereIsRoom(this.<@Nullable Void>fiber(givenName, body, false));
    }

    public <T extends @Nullable Object> Fiber<T> async(@Nullable String givenName, Callable<T> body)
            throws InterruptedException {
        return startWhenThereIsRoom(this.<T>fiber(givenName, body, true));
    }

    public Optional<Fiber<@Nullable Void>> tryGo(@Nullable String givenName, Action body) {
        return startIfThereIsRoom(this.<@Nullable Void>fiber(givenName, body, false));
    }

    public <T extends @Nullable Object> Optional<Fiber<T>> tryAsync(@Nullable String givenName, Callable<T> body) {
        return startIfThereIsRoom(this.<T>fiber(givenName, body, true));
    }

    private <T extends @Nullable Object> ScopeFiber<T> fiber(
            @Nullable String givenName, Object body, boolean returnsValue) {
        Objects.requireNonNull(body, "body");
        return new ScopeFiber<>(runtime, this, givenName, runtime.creationSite(body), returnsValue, body);
    }

    private <T extends @Nullable Object> Fiber<T> startWhenThereIsRoom(ScopeFiber<T> fiber)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("start of a fiber in scope '" + name + "' began interrupted");
        }
        room.give(fiber);
        return start(fiber);
    }

    private <T extends @Nullable Object> Optional<Fiber<T>> startIfThereIsRoom(ScopeFiber<T> fiber) {
        return room.tryGive(fiber) ? Optional.of(start(fiber)) : Optional.empty();
    }

    /** Starts a fiber that has room. */
    <T extends @Nullable Object> RuntimeFiber<T> start(ScopeFiber<T> fiber) {
        try {
            fiber.runtime().start(fiber);
        } catch (Throwable e) {
            fiber.freeRoom();
            throw e;
        }
        if (deadline != null && deadline.hasCome()) { // I3
            outcome.timeOut(deadline.exception(List.of(fiber)));
        }
        return fiber;
    }

    // Channels

    public <T> ReceiveChannel<T> results(Collection<? extends Fiber<? extends T>> fibers) {
        return ScopeResults.of(this, policy.successes(), fibers);
    }

    /** Lets a channel close with this scope; at once, if the others have closed. */
    void closeWithScope(SendChannel<?> channel) {
        owned.add(channel);
    }

    public void own(SendChannel<?> channel) {
        Objects.requireNonNull(channel, "channel");
        if (isClosed()) {
            throw new ScopeClosedException("scope '" + name + "' is closed, and takes no channels");
        }
        closeWithScope(channel);
    }

    public ReceiveChannel<Void> done() {
        return done.channel().receiveOnly();
    }

    // Failing, and what else decides

    @Override
    public boolean takeFailure(Throwable failure) {
        if (failure instanceof ScopeTimeoutException
                && deadline != null
                && deadline.deadline().isPast()) {
            expire(); // it has come for both, and this scope is to say so for itself
        }
        if (policy == ScopePolicy.SUPERVISE) {
            return false;
        }
        if (policy != ScopePolicy.FAIL_FAST || !fail(failure)) {
            outcome.add(failure);
        }
        return true;
    }

    /** Fails for this cause; false if how the scope ends was decided before. */
    public boolean fail(Throwable cause) {
        boolean isFirst = outcome.fail(cause); // I1
        if (isFirst) {
            cancelAll();
        }
        return isFirst;
    }

    /** A fiber that counts succeeds: as which one, from 1. It has not ended yet. */
    long succeeded() {
        long rank = outcome.addSuccess();
        if (rank == policy.successes()) {
            outcome.succeed();
        }
        return rank;
    }

    /** The fiber with this rank, or with 0 as it has not succeeded, has ended: if it is the last that is needed, the others are to end. */
    void endIfComplete(long rank) {
        if (rank > 0 && rank == policy.successes() && outcome.isWell()) {
            cancelAll();
        }
    }

    /** The deadline has come. */
    void expire() {
        ScopeDeadline come = Objects.requireNonNull(deadline);
        come.come(); // I3
        List<RuntimeFiber<?>> left = new ArrayList<>();
        forEach(fiber -> {
            if (!fiber.hasEnded()) {
                left.add((RuntimeFiber<?>) fiber);
            }
        });
        ScopeTimeoutException exception = come.exception(left);
        if (!left.isEmpty()) {
            outcome.timeOut(exception);
        } else if (!outcome.isWell()) {
            owned.close(exception); // who waits for them now waits for nobody
        }
        cancelAll();
        come.over();
    }

    /** All fibers are asleep for ever, and so is the opener; or all of these that are left, once more. By the detector. */
    private void deadlocked(DeadlockReport report) {
        if (!isDead) {
            isDead = true;
            DeadlockException deadlock = new DeadlockException(report);
            if (!outcome.fail(deadlock)) { // I1
                outcome.add(deadlock);
            }
        } else if (isEmptyNested()) {
            opener.interrupt(); // I5
        }
        cancelSleepers();
        cancelAll();
    }

    /** Asks all fibers to end. Can be repeated. */
    public void cancelAll() {
        cancel();
        room.open();
        if (outcome.cause() != null) {
            owned.close(outcome.cause());
            failEnclosed();
        } else if (isEmpty()) {
            owned.close(outcome.failureAtClose()); // I2
        }
    }

    /** The opener opens another scope in the block of this one: that fails with this one. Or none is open there any more. */
    void enclose(@Nullable FiberScope scope) {
        enclosed = scope; // I4
        failEnclosed();
    }

    /** If this scope has failed: so does the one that is open in its block. */
    private void failEnclosed() {
        FiberScope inside = enclosed;
        Throwable cause = outcome.cause();
        if (inside != null && cause != null) {
            if (outcome.hasTimedOut()) {
                inside.expire();
            } else {
                inside.fail(cause);
            }
        }
    }

    @Override
    protected void emptied() {
        done.emptied();
        if (isCancelled()) {
            owned.close(outcome.failureAtClose()); // I2
        }
    }

    @Override
    protected boolean hasDeadlineAhead() {
        return deadline != null && !deadline.isOver() && (!isEmpty() || owned.areAny());
    }

    @Override
    public @Nullable Throwable cancellationCause() {
        Throwable cause = outcome.cause();
        return cause != null ? cause : super.cancellationCause();
    }

    /** What it has failed with, if that is decided. */
    @Nullable Throwable cause() {
        return outcome.cause();
    }

    @Nullable Throwable failureAtJoin() {
        return outcome.failureAtJoin();
    }

    // Ending

    /** Waits until no fiber is here. */
    void awaitEmpty() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("join of scope '" + name + "' began interrupted");
        }
        ThreadParker.waitsForGroup(1);
        try {
            while (!isEmpty()) {
                done.channel().receiveOrClosed();
            }
        } finally {
            ThreadParker.waitsForGroup(-1);
        }
    }

    /** Cancels what is here, waits until none is, and returns how the scope has failed, if it has. */
    @Nullable Throwable end() {
        cancelAll();
        ThreadParker.waitsForGroup(1);
        try {
            Uninterruptibly.await(this::closeIfEmpty, () -> done.channel().receiveOrClosed());
        } finally {
            ThreadParker.waitsForGroup(-1);
        }
        if (watch != null) {
            watch.close();
            Objects.requireNonNull(home()).exit(opener, stoodIn);
        }
        if (deadline != null) {
            deadline.disarm();
        }
        outcome.succeed(); // nothing decides any more, if nothing has
        Throwable failure = outcome.failureAtClose();
        owned.close(failure);
        unlinkFromOuter();
        return failure;
    }

    /** The exception that tells of how the scope has failed. */
    RuntimeException toThrow(Throwable failure) {
        return outcome.toThrow(name, failure);
    }

    @Override
    protected RuntimeException refusal() {
        return new ScopeClosedException("scope '" + name + "' is closed, and starts no more fibers");
    }
}
