package org.csp4j.internal.sched;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.csp4j.internal.util.SpinLocked;
import org.jspecify.annotations.Nullable;

/** Which carriers sleep, and how many search, and may be: decides who is woken for new work, or started, and who ends. */
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
     *     (by CAS), and then looks at all queues once more. What is in the queue of a carrier that keeps it to itself is not
     *     visible: see Sharing I1.
     * I2  A sleeper is in the stack, and is taken out by exactly one: who wakes it, or itself.
     * I3  A carrier that was relieved counts as awake until it has noticed, whatever it does until then, and meanwhile `relieved`
     *     makes up for it. So it does not matter whether it was stuck indeed, or just about to finish or to sleep.
     * I4  At most one sleeper is the timekeeper: who goes to sleep while nobody is, until its sleep ends. Others are woken for
     *     work before it is. See CarrierTimers.
     * I5  A carrier has one of `parallelism` places, from before it is started until it is relieved, or ends. Whoever would wake a
     *     sleeper, and finds none, starts a carrier, if a place is free; that one counts as searching from then on, just like a
     *     sleeper that is woken. A carrier that was relieved, and is back, takes a place again if one is free, and else ends.
     * I6  A carrier ends out of its sleep only, by taking itself out of the stack. So a wake-up either takes it out before that,
     *     or finds its place free. It has looked at all queues after it was counted as asleep, and nothing about that
     *     changes when it ends: I1 needs no further look.
     * I7  The timekeeper does not end while timers are armed. Dekker: it ceases to be the timekeeper, then looks for timers, and is
     *     it again if there are any; who arms one does so, and then reads who is the timekeeper.
     * Source: tokio's `Idle`; Go's spinning Ms, proc.go "Worker thread parking/unparking".
     * Rejected: places as a part of `counts`. They change where the lock is held anyway, and a push does not need to know them.
     * Checked by IdleCarriersStress (I1, I2, I5, I6) and ReliefStress (I3, I5).
     */
    private static final int SEARCHING_BITS = 16;
    private static final long SEARCHING_MASK = (1L << SEARCHING_BITS) - 1;
    private static final long ONE_AWAKE = 1L << SEARCHING_BITS;

    private final AtomicLong counts = new AtomicLong(); // awake carriers above, searching ones below
    private final AtomicInteger relieved = new AtomicInteger(); // how many that count as awake do not count any more
    private volatile @Nullable Carrier
            sleepers; // guarded by the lock, linked by Carrier.nextSleeper; all but the timekeeper
    private volatile @Nullable Carrier timekeeper; // written under the lock (I4)
    private final AtomicInteger places = new AtomicInteger(); // how many are taken; written under the lock
    private final AtomicInteger carriers = new AtomicInteger(); // and those without a place; written under the lock
    private final int maxCarriers;
    private volatile int parallelism; // written under the lock
    private volatile long keepAliveNanos; // written under the lock
    private volatile boolean isStartingSuspended; // since a thread could not be started; the monitor has it tried again

    IdleCarriers(SchedulerLimits limits) {
        this.maxCarriers = limits.maxCarriers();
        this.parallelism = limits.parallelism();
        this.keepAliveNanos = TimeUnit.NANOSECONDS.convert(limits.keepAlive());
    }

    // How many carriers there are

    int parallelism() {
        return parallelism;
    }

    /** Changes how many places there are. Whoever makes them fewer then dismisses carriers. */
    void parallelism(int wanted) {
        lock();
        parallelism = wanted;
        unlock();
    }

    /** How many carriers there are: those that start, and those that were relieved among them, but not those that have given up. */
    int carriers() {
        return carriers.get();
    }

    /** Whether a carrier could be started. */
    private boolean hasFreePlace() {
        return places.get() < parallelism
                && carriers.get() < maxCarriers
                && !(isStartingSuspended && carriers.get() > 0);
    }

    /** Whether there are more carriers than places. */
    boolean hasTooMany() {
        return places.get() > parallelism;
    }

    /**
     * Takes a place for a carrier that is to be started, and searches then. False if there is none, or somebody searches already, or
     * sleeps: who sleeps by now looks at all queues after this.
     */
    boolean takePlace() {
        if (!hasFreePlace()) {
            return false;
        }
        lock();
        boolean takes =
                hasFreePlace() && (counts.get() & SEARCHING_MASK) == 0 && sleepers == null && timekeeper == null;
        if (takes) {
            places.incrementAndGet();
            carriers.incrementAndGet();
            counts.addAndGet(ONE_AWAKE + 1);
        }
        unlock();
        return takes;
    }

    /**
     * The carrier that a place was taken for could not be started: how many others there are. Somebody may have relied on it.
     *
     * @param carrier null if not even that could be made
     */
    int giveBackPlace(@Nullable Carrier carrier) {
        lock();
        isStartingSuspended = true;
        if (carrier == null || carrier.hasPlace) {
            places.decrementAndGet();
        } else {
            relieved.decrementAndGet();
        }
        if (carrier != null) {
            carrier.hasPlace = false;
        }
        int left = carriers.decrementAndGet();
        counts.addAndGet(-ONE_AWAKE - 1);
        unlock();
        return left;
    }

    /** Monitor: lets carriers be started again; true if that was suspended. */
    boolean startAgain() {
        boolean was = isStartingSuspended;
        if (was) {
            isStartingSuspended = false;
        }
        return was;
    }

    /**
     * Takes its place from a carrier that is stuck. False if it has none, or if nobody could take over: there are as many carriers as
     * there may be, and none of them sleeps.
     */
    boolean relieve(Carrier carrier) {
        lock();
        boolean can = carrier.hasPlace && (carriers.get() < maxCarriers || sleepers != null || timekeeper != null);
        if (can) {
            takePlaceFrom(carrier);
        }
        unlock();
        return can;
    }

    /** Takes its place from a carrier, if there are too many; false if that was not so, or it has none. */
    boolean dismiss(Carrier carrier) {
        lock();
        boolean can = carrier.hasPlace && hasTooMany();
        if (can) {
            takePlaceFrom(carrier);
        }
        unlock();
        return can;
    }

    private void takePlaceFrom(Carrier carrier) {
        carrier.hasPlace = false;
        carrier.isRelieved = true;
        relieved.incrementAndGet();
        places.decrementAndGet();
    }

    /** A relieved carrier has come back: it takes a place again, if one is free, or else counts no more, and has to end. */
    boolean takePlaceAgain(Carrier carrier, boolean isSearching) {
        lock();
        boolean isFree = places.get() < parallelism;
        relieved.decrementAndGet();
        if (isFree) {
            places.incrementAndGet();
            carrier.hasPlace = true;
            carrier.isRelieved = false;
        } else {
            carriers.decrementAndGet();
            counts.addAndGet(isSearching ? -ONE_AWAKE - 1 : -ONE_AWAKE);
        }
        unlock();
        return isFree;
    }

    /** How long a carrier sleeps before it ends. */
    long keepAliveNanos() {
        return keepAliveNanos;
    }

    /** From now on no carrier sleeps for longer than this. Those that sleep have to be unparked to learn of it. */
    void shortenKeepAlive(long nanos) {
        lock();
        keepAliveNanos = Math.min(keepAliveNanos, nanos);
        unlock();
    }

    /**
     * A carrier that sleeps gives up its place, and has to end. False if it was woken or relieved meanwhile, or has to stay for the
     * sake of timers.
     *
     * @param hasTimers whether timers are armed; is called under the lock
     */
    boolean end(Carrier carrier, BooleanSupplier hasTimers) {
        lock();
        boolean ends = carrier.isAsleep && carrier.hasPlace;
        if (ends) {
            boolean isTimekeeper = carrier == timekeeper;
            remove(carrier); // I7
            if (isTimekeeper && hasTimers.getAsBoolean()) {
                timekeeper = carrier;
                ends = false;
            } else {
                carrier.isAsleep = false; // I6
                carrier.hasPlace = false;
                places.decrementAndGet();
                carriers.decrementAndGet();
            }
        }
        unlock();
        return ends;
    }

    // Who is awake

    int awake() {
        return (int) (counts.get() >>> SEARCHING_BITS);
    }

    /** Whether nobody is awake but, maybe, some that were relieved. One that notices that it was, just now, looks for others itself. */
    boolean isNobodyAwake() {
        return awake() - relieved.get() <= 0;
    }

    /** The carrier that sleeps until the next timer is due, if there is one. */
    @Nullable Carrier timekeeper() {
        return timekeeper;
    }

    /** Whether carriers sleep, or could be started, and none of them is the timekeeper. */
    boolean lacksTimekeeper() {
        return timekeeper == null && (sleepers != null || hasFreePlace());
    }

    /** Whether work that has just become visible needs a carrier to be woken, or started. After a full fence. */
    boolean wantsWakeUp() {
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
