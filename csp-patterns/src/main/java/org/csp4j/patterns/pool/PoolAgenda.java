package org.csp4j.patterns.pool;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What time and demand make a pool do: whom to evict, to check, to make, to report. Guarded by the lock of {@link PoolState}. */
final class PoolAgenda<R> {
    private static final long NEVER = PoolSettings.NEVER;

    private final PoolStock<R> stock;
    private final PoolSettings<R> settings;
    private int failuresInRow;
    private long retryAt; // when the factory may be tried again; if it has failed

    /**
     * What the keeper is to do.
     *
     * @param creations how many to make
     * @param toCheck what to check
     * @param toClose what to close
     * @param leaks what to report
     * @param isOver whether the pool is closed, and has nothing any more
     * @param pauseNanos how long to wait after that if nobody wakes the keeper
     */
    record Plan<R>(
            int creations,
            @Nullable Entry<R> toCheck,
            List<Entry<R>> toClose,
            List<LeakReport> leaks,
            boolean isOver,
            long pauseNanos) {}

    PoolAgenda(PoolStock<R> stock) {
        this.stock = stock;
        this.settings = stock.settings;
    }

    void factoryHasMade() {
        failuresInRow = 0;
    }

    void factoryHasFailed() {
        failuresInRow++;
        retryAt = stock.time.nanos() + settings.backoffNanos(failuresInRow);
    }

    /** What is to be done now. It counts as begun. */
    Plan<R> plan() {
        long now = stock.time.nanos();
        evict(now);
        Entry<R> toCheck = nextToCheck(now);
        int creations = creations(now);
        stock.creating += creations;
        for (Loan<R> loan : stock.loans) {
            if (stock.leakAt(loan) <= now) {
                stock.report(loan, false);
            }
        }
        long next = nextDue(now);
        stock.keeperWakesAt = next;
        List<LeakReport> leaks = List.copyOf(stock.leaks);
        stock.leaks.clear();
        boolean isOver = stock.isClosing && stock.live() == 0;
        return new Plan<>(creations, toCheck, stock.takeToClose(), leaks, isOver, next == NEVER ? NEVER : next - now);
    }

    private void evict(long now) {
        for (Iterator<Entry<R>> entries = stock.idle.descendingIterator(); entries.hasNext(); ) {
            Entry<R> entry = entries.next();
            if (entry.diesAt <= now || (entry.idleUntil <= now && stock.idle.size() > stock.minIdle())) {
                entries.remove();
                stock.doom(entry);
            }
        }
    }

    /** One at a time: to check is slow, and the others are to be there for those who want them. */
    private @Nullable Entry<R> nextToCheck(long now) {
        if (stock.checking > 0) {
            return null;
        }
        for (Iterator<Entry<R>> entries = stock.idle.descendingIterator(); entries.hasNext(); ) {
            Entry<R> entry = entries.next();
            if (entry.checkAt <= now) {
                entries.remove();
                stock.checking++;
                return entry;
            }
        }
        return null;
    }

    private int creations(long now) {
        if (stock.isClosing) {
            return 0;
        }
        int missing = Math.max(0, stock.minIdle() - stock.idle.size() - stock.checking);
        int wanted = Math.max(0, stock.waiting.size() + missing - stock.creating);
        if (settings.isBounded()) {
            wanted = Math.min(wanted, Math.max(0, stock.size - stock.live())); // PoolStock I1
        }
        if (failuresInRow == 0) {
            return wanted;
        }
        int trial = now >= retryAt && stock.creating == 0 ? Math.min(wanted, 1) : 0; // one, until one is made
        return settings.isBounded() ? trial : Math.max(trial, stock.waiting.size() - stock.creating);
    }

    /** When something falls due that {@link #plan} has not done; always later than now. */
    private long nextDue(long now) {
        long next = failuresInRow > 0 && retryAt > now && !stock.isClosing ? retryAt : NEVER;
        for (Entry<R> entry : stock.idle) {
            next = Math.min(next, entry.diesAt);
            if (stock.idle.size() > stock.minIdle()) {
                next = Math.min(next, entry.idleUntil);
            }
            if (stock.checking == 0) {
                next = Math.min(next, entry.checkAt);
            }
        }
        for (Loan<R> loan : stock.loans) {
            next = Math.min(next, stock.leakAt(loan));
        }
        return next;
    }
}
