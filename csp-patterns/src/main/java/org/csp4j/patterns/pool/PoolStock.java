package org.csp4j.patterns.pool;

import static org.csp4j.Csp.conflated;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.csp4j.Channel;
import org.jspecify.annotations.Nullable;

/** What a resource pool has, who has it, and who waits for it. Everything is guarded by the lock of {@link PoolState}. */
final class PoolStock<R> {
    /*
     * Where a resource can be, and what moves it:
     *
     *   factory -> (creating) --made--> placed: to the first who waits -> lent --given back--> placed
     *                                           else, if there is room -> idle --acquired--> lent, --due--> checking --> placed
     *                                           else                   -> closing --closed--> gone
     *
     * I1  A bounded pool never has more than `size` of them, those included that are being made or closed, unless it has been made smaller.
     * I2  Who waits, waits only while none is idle; those who wait are served in their order.
     * I3  A resource is in one place. It is lent under the lock, and sent after it: if who waited has given up, it is placed anew.
     * I4  What is to be closed is in `closing` until it is closed; Entry.claimClosing() says who does it, once.
     * I5  Whoever gives the keeper something to do tells `wake`.
     */
    final PoolSettings<R> settings;
    final PoolTime time = new PoolTime();
    final Channel<Boolean> wake = conflated();

    final Deque<Entry<R>> idle = new ArrayDeque<>(); // the one that was used last comes first
    final Set<Request<R>> waiting = new LinkedHashSet<>();
    final Set<Loan<R>> loans = new LinkedHashSet<>(); // the longest first
    final Set<Entry<R>> closing = new LinkedHashSet<>();
    final Deque<Entry<R>> toClose = new ArrayDeque<>(); // those of them that the keeper does not know yet
    final List<LeakReport> leaks = new ArrayList<>(); // that the keeper does not know yet
    int creating;
    int checking;
    int size;
    boolean isClosing; // the pool: nothing is lent any more
    long keeperWakesAt = PoolSettings.NEVER;

    long created;
    long closed;
    long timedOut;
    long rejected;
    long failures;
    private long unused;
    private long reused;
    private long leaked;

    PoolStock(PoolSettings<R> settings) {
        this.settings = settings;
        this.size = settings.size();
    }

    // Places

    int live() {
        return idle.size() + loans.size() + checking + closing.size() + creating;
    }

    /** How many there are that are not about to go. */
    int kept() {
        return live() - closing.size();
    }

    /** How many are to be idle at least. */
    int minIdle() {
        return Math.min(settings.minIdle(), size);
    }

    /** The factory has made one. */
    @Nullable Loan<R> add(R resource) {
        created++;
        unused++;
        return place(new Entry<>(resource, settings.due(time.nanos(), settings.lifetimeNanos())), false);
    }

    /**
     * Says where a resource goes that is in no place (I3).
     *
     * @param hasRested whether it has been idle until now, and is to be as if it still were
     * @return what is to be sent after the lock, if somebody waits
     */
    @Nullable Loan<R> place(Entry<R> entry, boolean hasRested) {
        long now = time.nanos();
        if (isClosing || (settings.isBounded() && kept() >= size) || entry.diesAt <= now) {
            doom(entry);
            return null;
        }
        Request<R> first = pollWaiting();
        if (first != null) {
            return lend(entry, first); // I2
        }
        if (idle.size() >= size) {
            doom(entry);
        } else {
            rest(entry, now, hasRested);
        }
        return null;
    }

    private void rest(Entry<R> entry, long now, boolean hasRested) {
        entry.checkAt = settings.check() == null ? PoolSettings.NEVER : settings.due(now, settings.checkNanos());
        if (hasRested) {
            idle.addLast(entry);
        } else {
            entry.idleUntil = settings.due(now, settings.idleNanos());
            idle.addFirst(entry);
        }
        if (Math.min(entry.diesAt, Math.min(entry.idleUntil, entry.checkAt)) < keeperWakesAt) {
            wake.trySend(true); // I5
        }
    }

    /** A resource that is in no place is to be closed. */
    void doom(Entry<R> entry) {
        closing.add(entry);
        toClose.add(entry);
        wake.trySend(true); // I5
    }

    /** The resources of which the keeper does not know yet that they are to be closed. From now on it does, or who asks. */
    List<Entry<R>> takeToClose() {
        List<Entry<R>> entries = List.copyOf(toClose);
        toClose.clear();
        return entries;
    }

    // Those who want one

    @Nullable Request<R> pollWaiting() {
        Iterator<Request<R>> requests = waiting.iterator();
        if (!requests.hasNext()) {
            return null;
        }
        Request<R> first = requests.next();
        requests.remove();
        return first;
    }

    Loan<R> lend(Entry<R> entry, Request<R> request) {
        Loan<R> loan = new Loan<>(entry, request, time.nanos(), !entry.isUsed);
        if (loan.isFirst) {
            unused--;
        } else {
            reused++;
        }
        entry.isUsed = true;
        loans.add(loan);
        if (leakAt(loan) < keeperWakesAt) {
            wake.trySend(true); // I5
        }
        return loan;
    }

    /** The loan has not reached anybody. */
    void unlend(Loan<R> loan) {
        loans.remove(loan);
        if (loan.isFirst) {
            unused++;
            loan.entry.isUsed = false;
        } else {
            reused--;
        }
    }

    /** When a loan is to be reported as a leak. */
    long leakAt(Loan<R> loan) {
        return loan.isReported || settings.leakNanos() == PoolSettings.NEVER
                ? PoolSettings.NEVER
                : loan.since + settings.leakNanos();
    }

    void report(Loan<R> loan, boolean isReclaimed) {
        loan.isReported = true;
        leaked++;
        leaks.add(new LeakReport(settings.name(), holder(loan), isReclaimed));
        wake.trySend(true); // I5
    }

    private Holder holder(Loan<R> loan) {
        Duration heldFor = Duration.ofNanos(time.nanos() - loan.since);
        return new Holder(loan.request.holder(), time.instant(loan.since), heldFor, loan.request.site());
    }

    List<Holder> holders() {
        return loans.stream().map(this::holder).toList();
    }

    ResourcePoolStats stats() {
        return new ResourcePoolStats(
                created,
                unused,
                reused,
                closed,
                idle.size(),
                loans.size(),
                checking,
                closing.size(),
                creating,
                waiting.size(),
                timedOut,
                rejected,
                failures,
                leaked);
    }
}
