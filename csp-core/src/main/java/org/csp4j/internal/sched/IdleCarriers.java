package org.csp4j.internal.sched;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.internal.util.SpinLocked;
import org.jspecify.annotations.Nullable;

/** Which carriers sleep, and how many search: decides who is woken for new work. */
final class IdleCarriers extends SpinLocked {
    /*
     * A carrier is awake or asleep, and if awake may be searching: it has no work and looks into the queues of others.
     *
     * Who makes work visible (in a run queue, or the injection queue) then looks at the counts, and wakes a sleeper if nobody
     * searches. The one that is woken counts as searching from that moment, by the hand of who wakes it; so of many
     * that make work visible at the same time, one wakes one. A searcher that finds work, and was the last, wakes the next
     * searcher before it runs what it found, if it sees more: as long as there is work to be found, somebody searches.
     *
     * I1  No work is visible while a carrier sleeps and nobody is awake to run it or searching for it. Dekker: who makes work visible
     *     writes it, fences, and reads the counts; who goes to sleep, or was the last to search, writes the counts
     *     (by CAS), and then looks at all queues once more.
     * I2  A sleeper is in the stack, and is taken out by exactly one: who wakes it, or itself.
     * I3  A carrier that was relieved counts as awake until it has noticed, whatever it does until then, and meanwhile `relieved`
     *     makes up for it. So it does not matter whether it was stuck indeed, or just about to finish or to sleep.
     * I4  At most one sleeper is the timekeeper: who goes to sleep while nobody is, until its sleep ends. So if all
     *     sleep, one of them is. Others are woken for work before it is. See CarrierTimers.
     * Source: tokio's `Idle`; Go's spinning Ms, proc.go "Worker thread parking/unparking".
     */
    private static final int SEARCHING_BITS = 16;
    private static final long SEARCHING_MASK = (1L << SEARCHING_BITS) - 1;
    private static final long ONE_AWAKE = 1L << SEARCHING_BITS;

    private final AtomicLong counts = new AtomicLong(); // awake carriers above, searching ones below
    private final AtomicInteger relieved = new AtomicInteger(); // how many that count as awake do not count any more
    private volatile @Nullable Carrier
            sleepers; // guarded by the lock, linked by Carrier.nextSleeper; all but the timekeeper
    private volatile @Nullable Carrier timekeeper; // written under the lock (I4)

    /** A new carrier runs, and searches. */
    void addSearching() {
        counts.addAndGet(ONE_AWAKE + 1);
    }

    /** Somebody else takes a carrier's place. */
    void relieve() {
        relieved.incrementAndGet();
    }

    /** A carrier has noticed that it was relieved, and ends. */
    void removeRelieved(boolean wasSearching) {
        counts.addAndGet(wasSearching ? -ONE_AWAKE - 1 : -ONE_AWAKE);
        relieved.decrementAndGet();
    }

    int awake() {
        return (int) (counts.get() >>> SEARCHING_BITS);
    }

    /** The carrier that sleeps until the next timer is due, if there is one. */
    @Nullable Carrier timekeeper() {
        return timekeeper;
    }

    /** Whether carriers sleep, and none of them is the timekeeper. */
    boolean lacksTimekeeper() {
        return timekeeper == null && sleepers != null;
    }

    /** Whether work that has just become visible needs a carrier to be woken. After a full fence. */
    boolean wantsWakeUp(int parallelism) {
        long seen = counts.get();
        return (seen & SEARCHING_MASK) == 0 && (seen >>> SEARCHING_BITS) - relieved.get() < parallelism;
    }

    /** Takes a sleeper out, which is to be unparked and searches then; null if somebody searches already, or nobody sleeps. */
    @Nullable Carrier takeSleeper() {
        lock();
        Carrier sleeper = (counts.get() & SEARCHING_MASK) != 0 ? null : sleepers != null ? sleepers : timekeeper;
        if (sleeper != null) {
            remove(sleeper);
            counts.addAndGet(ONE_AWAKE + 1);
            sleeper.isAsleep = false;
        }
        unlock();
        return sleeper;
    }

    /** Lets a carrier search, unless half of those that are awake do already. */
    boolean beginSearching() {
        long seen = counts.get();
        if (2 * (seen & SEARCHING_MASK) >= Math.max(2, seen >>> SEARCHING_BITS)) {
            return false;
        }
        counts.incrementAndGet();
        return true;
    }

    /** A carrier has found work; true if it was the last that searched, and should wake another. */
    boolean endSearching() {
        return (counts.decrementAndGet() & SEARCHING_MASK) == 0;
    }

    /** A carrier goes to sleep. It looks at all queues once more after this. */
    void beginSleep(Carrier carrier, boolean wasSearching) {
        lock();
        carrier.isAsleep = true;
        if (timekeeper == null) {
            timekeeper = carrier;
        } else {
            carrier.nextSleeper = sleepers;
            sleepers = carrier;
        }
        counts.addAndGet(wasSearching ? -ONE_AWAKE - 1 : -ONE_AWAKE);
        unlock();
    }

    /** A carrier does not sleep after all, and searches; false if it was woken meanwhile, and then it searches as well. */
    boolean cancelSleep(Carrier carrier) {
        lock();
        boolean wasAsleep = carrier.isAsleep;
        if (wasAsleep) {
            remove(carrier);
            carrier.isAsleep = false;
            counts.addAndGet(ONE_AWAKE + 1);
        }
        unlock();
        return wasAsleep;
    }

    private void remove(Carrier carrier) {
        if (carrier == timekeeper) {
            timekeeper = null;
            return;
        }
        Carrier previous = null;
        for (Carrier each = sleepers; each != null && each != carrier; each = each.nextSleeper) {
            previous = each;
        }
        if (previous == null) {
            sleepers = carrier.nextSleeper;
        } else {
            previous.nextSleeper = carrier.nextSleeper;
        }
        carrier.nextSleeper = null;
    }
}
