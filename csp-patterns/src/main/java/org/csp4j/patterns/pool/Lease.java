package org.csp4j.patterns.pool;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * A resource of a {@link ResourcePool} that the caller has until it gives it back: for {@code try}.
 *
 * {@snippet file="org/csp4j/examples/snippets/ResourcePoolSnippets.java" region="lease"}
 *
 * <p>To be kept for as long as the resource is used: a lease that becomes garbage is reported, and its resource closed. It may be handed to
 * other threads, but not be used after it has ended. No method waits. What is done with the resource before it is given back
 * happens-before its next acquisition.
 *
 * @param <R> the type of the resource
 */
public final class Lease<R> implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create(); // one thread for all pools

    private final PoolState<R> pool;
    private final Loan<R> loan;
    private final Cleaner.Cleanable cleanable;

    Lease(PoolState<R> pool, Loan<R> loan) {
        this.pool = pool;
        this.loan = loan;
        this.cleanable = CLEANER.register(this, () -> pool.reclaim(loan)); // which does nothing once the loan has ended
    }

    /**
     * The resource.
     *
     * @throws LeaseException if the lease has ended: the resource was given back, or its pool was closed
     */
    public R get() {
        if (loan.state != Loan.State.LENT) {
            throw pool.ended(loan, "use");
        }
        return loan.entry.resource;
    }

    /**
     * Gives the resource back, if that has not been done by {@link ResourcePool#release} or {@link #invalidate()}: what {@code try}
     * calls. Closing again does nothing.
     */
    @Override
    public void close() {
        end(false, false);
    }

    /** Gives the resource back as one that is broken: the pool closes it, and makes another when one is wanted. */
    public void invalidate() {
        end(true, false);
    }

    /** Gives the resource back; it is a mistake if that has been done. */
    void release(PoolState<R> into) {
        if (into != pool) {
            throw new LeaseException("release into pool '" + into.name() + "' of a resource of pool '" + pool.name()
                    + "', which '" + loan.request.holder() + "' has acquired");
        }
        end(false, true);
    }

    private void end(boolean isBroken, boolean isStrict) {
        try {
            pool.giveBack(loan, isBroken, isStrict);
            cleanable.clean();
        } finally {
            Reference.reachabilityFence(this); // until here: the cleaner must not come first
        }
    }

    @Override
    public String toString() {
        return "lease of pool '" + pool.name() + "' (" + loan.state + ")";
    }
}
