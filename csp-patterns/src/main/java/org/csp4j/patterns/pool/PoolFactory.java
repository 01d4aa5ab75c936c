package org.csp4j.patterns.pool;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in the factory of a pool, and what has come of it. Guarded by the lock of {@link PoolState}. */
final class PoolFactory<R> {
    private final PoolStock<R> stock;
    private final PoolAgenda<R> agenda;
    private final Set<Thread> creators = new HashSet<>(); // who is in the factory
    private @Nullable Throwable lastFailure; // of the factory, since it has last made one

    PoolFactory(PoolStock<R> stock, PoolAgenda<R> agenda) {
        this.stock = stock;
        this.agenda = agenda;
    }

    /** The caller is about to ask the factory; false if it need not any more. */
    boolean begin() {
        if (stock.isClosing) {
            end();
            return false;
        }
        return creators.add(Thread.currentThread());
    }

    private void end() {
        creators.remove(Thread.currentThread());
        stock.creating--;
        stock.wake.trySend(true);
    }

    /** The caller has made one; returns what is to be sent after the lock, if somebody waits. */
    @Nullable Loan<R> made(R resource) {
        end();
        lastFailure = null;
        agenda.factoryHasMade();
        return stock.add(resource);
    }

    /** The caller has failed to make one; returns who is to fail with it after the lock, if somebody is. */
    @Nullable Request<R> failed(Throwable failure) {
        end();
        stock.failures++;
        lastFailure = failure;
        agenda.factoryHasFailed();
        return stock.settings.isBounded() ? null : stock.pollWaiting();
    }

    void interruptCreators() {
        creators.forEach(Thread::interrupt);
    }

    @Nullable Throwable lastFailure() {
        return lastFailure;
    }
}
