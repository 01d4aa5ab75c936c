package org.csp4j.patterns.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.pool.PoolAgenda.Plan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations on what a resource pool has. */
final class PoolState<R> {
    /*
     * One lock guards the stock, the agenda and what is known of the factory. It is held for a few steps; no code of users runs under it,
     * and nobody waits under it: those who wait for a resource do so on a channel of their own (Request), the keeper on PoolStock.wake.
     * See docs/adr/0017.
     *
     * I1  The keeper closes resources, on fibers of its own. When there is no keeper any more, whoever has found one to be closed closes
     *     it after the lock.
     */
    private static final Logger LOG = LoggerFactory.getLogger(ResourcePool.class);

    private final PoolSettings<R> settings;
    private final PoolStock<R> stock;
    private final PoolAgenda<R> agenda;
    private final PoolFactory<R> factory;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isKept = true; // there is a keeper; written under the lock

    PoolState(PoolSettings<R> settings) {
        this.settings = settings;
        this.stock = new PoolStock<>(settings);
        this.agenda = new PoolAgenda<>(stock);
        this.factory = new PoolFactory<>(stock, agenda);
    }

    String name() {
        return settings.name();
    }

    /** Tells the keeper to look what there is to do. */
    ReceiveChannel<Boolean> wake() {
        return stock.wake;
    }

    /** Under the lock. */
    private <T extends @Nullable Object> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    // Acquiring

    /** A resource that is idle; if there is none, null. */
    @Nullable Loan<R> lendIfIdle(Request<R> request) {
        return locked(() -> tryLend(request));
    }

    /** A resource that is idle; if there is none, null, and the request waits. */
    @Nullable Loan<R> lendOrQueue(Request<R> request) {
        return locked(() -> {
            Loan<R> loan = tryLend(request);
            if (loan == null) {
                queue(request);
            }
            return loan;
        });
    }

    private @Nullable Loan<R> tryLend(Request<R> request) {
        if (stock.isClosing) {
            throw closedException();
        }
        Entry<R> entry = stock.idle.pollFirst();
        return entry == null ? null : stock.lend(entry, request);
    }

    private void queue(Request<R> request) {
        int waiting = stock.waiting.size();
        if (waiting >= settings.maxWaiting()) {
            stock.rejected++;
            throw new PoolExhaustedException(
                    "pool '" + name() + "' has no resource to lend, and " + waiting + " wait for one, as many as may",
                    name());
        }
        request.isToWait();
        stock.waiting.add(request);
        stock.wake.trySend(true);
    }

    PoolClosedException closedException() {
        return new PoolClosedException("pool '" + name() + "' is closed, and lends nothing", name());
    }

    /** The request is not waited for any more. What has come for it in the last moment is returned, and the caller's. */
    @Nullable Loan<R> giveUp(Request<R> request) {
        locked(() -> stock.waiting.remove(request));
        List<Loan<R>> late = request.answer().cancel();
        return late.isEmpty() ? null : late.getFirst();
    }

    /** What has come in the last moment is not wanted. */
    void refuse(Loan<R> late) {
        handOver(takeBack(late));
    }

    PoolTimeoutException timeoutException(Duration waited) {
        return locked(() -> {
                    stock.timedOut++;
                    return new PoolShortage(stock, factory.lastFailure());
                })
                .timeoutException(waited); // has the failure speak, which is code of users
    }

    // Handing over

    /** Sends a loan to who waits for it, or places the resource anew. Not under the lock. */
    private void handOver(@Nullable Loan<R> loan) {
        Loan<R> next = loan;
        while (next != null && !next.request.answer().trySend(next).isOk()) { // who has given up has cancelled it
            next = takeBack(next);
        }
        closeOrphans();
    }

    /** A loan has reached nobody. */
    private @Nullable Loan<R> takeBack(Loan<R> loan) {
        return locked(() -> {
            if (!stock.loans.contains(loan)) {
                return null; // it has been seized
            }
            stock.unlend(loan);
            return stock.place(loan.entry, false);
        });
    }

    /** Where there is no keeper: closes what there is to be closed. Not under the lock; see I1. */
    private void closeOrphans() {
        if (!isKept) {
            locked(stock::takeToClose).forEach(this::close);
        }
    }

    // Giving back

    /** The holder gives a resource back; it is a mistake if it does so twice, where that is asked for. */
    void giveBack(Loan<R> loan, boolean isBroken, boolean isStrict) {
        handOver(locked(() -> {
            if (isStrict && loan.state == Loan.State.RETURNED) {
                throw ended(loan, "release");
            }
            if (loan.state != Loan.State.LENT) {
                return null;
            }
            loan.state = Loan.State.RETURNED;
            stock.loans.remove(loan);
            if (isBroken) {
                stock.doom(loan.entry);
                return null;
            }
            return stock.place(loan.entry, false);
        }));
    }

    LeaseException ended(Loan<R> loan, String what) {
        return new LeaseException(what + " of a resource of pool '" + name() + "' that '" + loan.request.holder()
                + "' had acquired, and that "
                + (loan.state == Loan.State.SEIZED ? "was closed with the pool" : "was given back"));
    }

    /** The lease has become garbage. On the cleaner's thread. */
    void reclaim(Loan<R> loan) {
        lock.lock();
        try {
            if (loan.state != Loan.State.LENT) {
                return;
            }
            loan.state = Loan.State.RECLAIMED;
            stock.loans.remove(loan);
            stock.report(loan, true);
            stock.doom(loan.entry);
        } finally {
            lock.unlock();
        }
        closeOrphans();
    }

    // For the keeper and its fibers

    Plan<R> plan() {
        return locked(agenda::plan);
    }

    /** The caller is about to ask the factory; false if it need not any more. */
    boolean beginCreating() {
        return locked(factory::begin);
    }

    void made(R resource) {
        handOver(locked(() -> factory.made(resource)));
    }

    void failed(Throwable failure) {
        Request<R> victim = locked(() -> factory.failed(failure));
        if (victim != null) {
            victim.answer().close(failure);
        }
    }

    void checked(Entry<R> entry, boolean isGood) {
        handOver(locked(() -> {
            stock.checking--;
            if (isGood) {
                return stock.place(entry, true);
            }
            stock.doom(entry);
            return null;
        }));
    }

    /** Closes a resource, if nobody else does; see PoolStock I4. */
    void close(Entry<R> entry) {
        if (!entry.claimClosing()) {
            return;
        }
        try {
            settings.closer().close(entry.resource);
        } catch (Throwable e) { // also an Error must not keep the pool from going on
            LOG.warn("a resource of pool '{}' has failed to close", name(), e);
        }
        locked(() -> {
            stock.closed++;
            stock.closing.remove(entry);
            return stock.wake.trySend(true);
        });
    }

    // Size and end

    void resize(int size) {
        locked(() -> {
            stock.size = size;
            while (!stock.idle.isEmpty() && (settings.isBounded() ? stock.kept() : stock.idle.size()) > size) {
                stock.doom(stock.idle.removeLast());
            }
            return stock.wake.trySend(true);
        });
        closeOrphans();
    }

    /** From now on nothing is lent, nobody waits, and what is idle or comes back is closed. */
    void beginClosing() {
        List<Request<R>> victims = locked(() -> {
            stock.isClosing = true;
            stock.idle.forEach(stock::doom);
            stock.idle.clear();
            factory.interruptCreators();
            stock.wake.trySend(true);
            List<Request<R>> all = List.copyOf(stock.waiting);
            stock.waiting.clear();
            return all;
        });
        victims.forEach(victim -> victim.answer().close());
        closeOrphans();
    }

    boolean isClosing() {
        return locked(() -> stock.isClosing);
    }

    /** Closes what is lent, too; says who had it. */
    List<Holder> seize() {
        List<Holder> seized = locked(() -> {
            List<Holder> holders = stock.holders();
            for (Loan<R> loan : stock.loans) {
                loan.state = Loan.State.SEIZED;
                stock.doom(loan.entry);
            }
            stock.loans.clear();
            return holders;
        });
        closeOrphans();
        return seized;
    }

    /** There is no keeper any more, whose fibers may never have begun: closes what is to be closed, on the caller's thread. */
    void abandon() {
        List<Entry<R>> orphans = locked(() -> {
            isKept = false;
            stock.toClose.clear();
            return List.copyOf(stock.closing);
        });
        orphans.forEach(this::close);
    }

    List<Holder> holders() {
        return locked(stock::holders);
    }

    ResourcePoolStats stats() {
        return locked(stock::stats);
    }
}
