package org.csp4j.internal.runtime;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.ScopeFailedException;
import org.csp4j.ScopePolicy;
import org.csp4j.ScopeTimeoutException;
import org.jspecify.annotations.Nullable;

/** What becomes of a scope: it is decided once, by whatever comes first. */
final class ScopeOutcome {
    /*
     *   decision      -> by
     *   null (none)   -> a Throwable: a failure that fails the scope, or the cause that it is cancelled for
     *                 -> TimedOut: its deadline, when fibers were left
     *                 -> WELL: the fiber that completes the quorum; or the close of a scope about which nothing was decided
     *
     * I1  The decision is final: of a failure, a deadline and a quorum that come together, one counts (CAS).
     * I2  A failure that decides nothing is kept, before the fiber that has failed leaves the scope. Who finds the scope empty finds all.
     * Checked by ScopeOutcomeStress (I1).
     */
    private static final Object WELL = new Object();

    private record TimedOut(ScopeTimeoutException exception) {}

    private final ScopePolicy policy;
    private final AtomicReference<@Nullable Object> decision = new AtomicReference<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>(); // that have decided nothing
    private final AtomicLong successes = new AtomicLong();

    ScopeOutcome(ScopePolicy policy) {
        this.policy = policy;
    }

    // Deciding

    /** Decides that the scope fails with this; false if it was decided before. */
    boolean fail(Throwable cause) {
        return decision.compareAndSet(null, cause);
    }

    /** Decides that the scope fails by its deadline. */
    void timeOut(ScopeTimeoutException exception) {
        decision.compareAndSet(null, new TimedOut(exception));
    }

    /** Decides that the scope does not fail any more. */
    boolean succeed() {
        return decision.compareAndSet(null, WELL);
    }

    /** Keeps a failure that does not decide. */
    void add(Throwable failure) {
        failures.add(failure); // I2
    }

    /** A fiber has succeeded: as which one, from 1. */
    long addSuccess() {
        return successes.incrementAndGet();
    }

    boolean hasTimedOut() {
        return decision.get() instanceof TimedOut;
    }

    boolean isWell() {
        return decision.get() == WELL;
    }

    /** What the scope fails with, if that is decided. */
    @Nullable Throwable cause() {
        return switch (decision.get()) {
            case Throwable cause -> cause;
            case TimedOut(ScopeTimeoutException exception) -> exception;
            case null, default -> null;
        };
    }

    // Telling; when all fibers have ended

    /** What the scope fails with if it is closed now. */
    @Nullable Throwable failureAtClose() {
        Throwable cause = cause();
        return cause == null && policy == ScopePolicy.COLLECT_ALL ? failures.peek() : cause;
    }

    /** What the scope fails with if it is joined now. */
    @Nullable Throwable failureAtJoin() {
        long quorum = policy.successes();
        long found = successes.get();
        if (cause() != null || quorum <= found || isWell()) {
            return failureAtClose();
        }
        Throwable first = failures.peek();
        return first != null
                ? first
                : new NoSuchElementException("no fiber has failed, but " + found + " of " + quorum + " have succeeded");
    }

    /** The exception that tells of this failure, and of the others. */
    RuntimeException toThrow(String scope, Throwable failure) {
        RuntimeException exception = decision.get() instanceof TimedOut(ScopeTimeoutException timeout)
                ? new ScopeTimeoutException(
                        Objects.requireNonNull(timeout.getMessage()), timeout.scopeName(), timeout.fibersLeft())
                : new ScopeFailedException("scope '" + scope + "' failed: " + failure, failure);
        failures.stream().filter(other -> !isOf(failure, other)).forEach(exception::addSuppressed);
        return exception;
    }

    /** Whether it is the failure, or comes of it: of an owned channel that has closed for it, say, or of a fiber's result. */
    private static boolean isOf(Throwable failure, Throwable other) {
        return other == failure || other.getCause() == failure;
    }
}
