package org.csp4j.internal.time;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongConsumer;
import org.csp4j.internal.util.Backoff;
import org.csp4j.internal.util.SpinLocked;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers in a {@link TimingWheel} under one short lock, driven either by a thread of its own or by whoever wants to.
 *
 * <p>A driver calls {@link #fireExpired}, asks {@link #nextWakeNanos} when to come back, and sleeps no longer than that; it is
 * told if a timer is armed meanwhile that needs it earlier. Any number of drivers may do so at once.
 */
public final class WheelTimerService extends SpinLocked implements TimerService, AutoCloseable {
    /*
     * All state is guarded by the lock, and each operation is one section under it (a round of fireExpired is several).
     *
     * I1  An armed node is in the wheel. Who takes it out ends that arming: cancel, another arm, or a driver that goes on to
     *     fire it at once. One that is due stays in the wheel until its very turn, and can be cancelled until then.
     * I2  The wheel needs nobody before `told`, and a driver that sleeps knows told: as the answer of nextWakeNanos, or
     *     from onEarlierWake, which arm calls when it has lowered told. Where told has passed, some driver is awake, or about
     *     to be, and asks before it sleeps. Cancelling leaves told as it is: somebody wakes in vain, once, and asks again.
     *     Of several drivers each may read told instead of asking: it is never later than what the wheel needs.
     * L1  arm takes effect when it inserts the node.
     * L2  cancel takes effect when it removes the node.     L3  A firing is decided when the driver polls the node.
     *     By I1 and the lock, exactly one of L2, L3 and the next L1 ends an arming.
     *     A node that cannot fire just now (TimerNode.tryFire) is armed again; a cancel that comes between has come too late.
     * E1  What precedes arm happens-before fire for that arming: L1 and L3 are sections of one lock (SpinLocked, E1).
     * P   A section takes O(1), or at most MOVES steps of the wheel; it neither allocates, nor parks, nor calls out. A call of
     *     fireExpired fires no more than what was armed when it began: a timer that arms itself for a time already passed
     *     queues behind all others that are due, for the next call. A call of fireSome takes a bounded time, up to what
     *     the timers that it fires do.
     *
     * Rejected: taking all that is due out at once, as a list linked through the nodes, under one lock. Such a node could be
     *     neither cancelled any more, even if its driver loses the processor before its turn, nor armed again before it
     *     has fired, since its links are in use.
     * Rejected: a wheel per thread or per carrier, which spreads the lock: a cancel from elsewhere needs to find the right
     *     one, and the drivers have to know the earliest of all. It would be the next step if the lock turned out to be
     *     contended.
     * Checked by WheelTimerServiceTest, and WheelTimerServiceStress (I2, L1, L2, L3, E1).
     */

    private static final Logger log = LoggerFactory.getLogger(WheelTimerService.class);

    /** How many steps the wheel may take under the lock: a cascade of a million timers must not keep others waiting. */
    private static final int MOVES = 64;

    private final Clock clock;
    private final LongConsumer onEarlierWake;
    private final @Nullable TimerThread thread;

    private final TimingWheel wheel; // guarded by the lock, as is all below
    private volatile long told = TimingWheel.NEVER; // I2; written under the lock
    private boolean closed;

    /**
     * Makes a service without a thread, for callers who drive it themselves.
     *
     * @param tickBits the wheel's tick: {@link TimingWheel#COARSE}, or {@link TimingWheel#EXACT} for a clock that is stepped
     * @param onEarlierWake is told the next wake time whenever it becomes earlier than what this or {@link #nextWakeNanos} told
     *     last; called without a lock, by the thread that arms
     */
    public WheelTimerService(Clock clock, int tickBits, LongConsumer onEarlierWake) {
        this.clock = clock;
        this.wheel = new TimingWheel(clock.nanoTime(), tickBits);
        this.onEarlierWake = onEarlierWake;
        this.thread = null;
    }

    /**
     * Makes a service that is driven by one daemon thread of its own, which starts when the first timer is armed.
     *
     * @param clock must advance as {@link System#nanoTime} does, which the thread sleeps by
     */
    public WheelTimerService(Clock clock, String threadName, ThreadFactory threads) {
        this.clock = clock;
        this.wheel = new TimingWheel(clock.nanoTime(), TimingWheel.COARSE);
        TimerThread driver = new TimerThread(this, threadName, threads);
        this.onEarlierWake = wakeNanos -> driver.wakeEarlier();
        this.thread = driver;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    // ---------------------------------------------------------------- arming and cancelling

    @Override
    public void arm(TimerNode node, long deadlineNanos) {
        Objects.requireNonNull(node, "node");
        if (!arm(node, deadlineNanos, true)) {
            throw new IllegalStateException("The timer service is closed; nothing would fire this timer");
        }
    }

    /**
     * Arms a node.
     *
     * @param replaces whether an arming before ends, rather than stays as it is
     * @return false if the service is closed
     */
    private boolean arm(TimerNode node, long deadlineNanos, boolean replaces) {
        long earlier = TimingWheel.NEVER;
        lock();
        try {
            if (closed) {
                return false;
            }
            if (replaces || !node.isLinked()) {
                wheel.remove(node); // I1
                boolean mayBeEarlier = wheel.insert(node, deadlineNanos); // L1
                if (mayBeEarlier || told == TimingWheel.NEVER) {
                    earlier = lowerTold();
                }
            }
        } finally {
            unlock();
        }
        if (earlier != TimingWheel.NEVER) {
            tellDriver(node, earlier);
        }
        return true;
    }

    @Override
    public boolean cancel(TimerNode node) {
        Objects.requireNonNull(node, "node");
        lock();
        try {
            return wheel.remove(node); // L2
        } finally {
            unlock();
        }
    }

    @Override
    public int armed() {
        lock();
        try {
            return wheel.size();
        } finally {
            unlock();
        }
    }

    /** Returns the new value of told if the wheel needs an earlier one, or NEVER. Under the lock. */
    private long lowerTold() {
        long wake = wheel.nextWakeNanos();
        if (told != TimingWheel.NEVER && wake - told >= 0) {
            return TimingWheel.NEVER;
        }
        told = wake; // I2
        return wake;
    }

    private void tellDriver(TimerNode node, long wakeNanos) {
        try {
            onEarlierWake.accept(wakeNanos);
        } catch (Throwable failure) { // such as: no memory for the driver's thread
            lock();
            told = TimingWheel.NEVER; // I2: nobody may know of it, so the next to arm has to try again
            wheel.remove(node);
            unlock();
            throw failure;
        }
    }

    // ---------------------------------------------------------------- driving

    /**
     * Fires every timer whose deadline has passed, in the order of their ticks. One that is armed again by its own firing
     * waits for the next call, even if its deadline has passed.
     *
     * @return how many this call fired; other calls at the same time may have fired others
     */
    public int fireExpired() {
        return fireDue(collectDue(clock.nanoTime()), true);
    }

    /**
     * Does a part of {@link #fireExpired}, for a driver that has other things to do as well: takes a bounded number of the wheel's
     * steps, and fires at most so many timers. Then asks for the next wake time, which has passed if there is more to do. Waits for no
     * lock that may be held for longer than a moment: a timer that needs it fires a moment later.
     */
    public void fireSome(int most) {
        long now = clock.nanoTime();
        lock();
        wheel.advance(now, MOVES);
        unlock();
        fireDue(most, false);
        nextWakeNanos();
    }

    private int fireDue(int most, boolean mayWait) {
        int fired = 0;
        while (fired < most) {
            TimerNode node = pollDue();
            if (node == null) {
                break;
            }
            fire(node, mayWait);
            fired++;
        }
        return fired;
    }

    /**
     * Returns when {@link #fireExpired} has to be called next, or {@link TimingWheel#NEVER}. The time may have passed already.
     * Whoever goes to sleep has to ask this first, and is told by {@code onEarlierWake} of anything earlier that is armed
     * from then on.
     */
    public long nextWakeNanos() {
        lock();
        try {
            long wake = wheel.nextWakeNanos();
            told = wake; // I2
            return wake;
        } finally {
            unlock();
        }
    }

    /**
     * Returns the next wake time as somebody was told it last: by {@link #nextWakeNanos}, {@code onEarlierWake} or
     * {@link #fireSome}. It may be earlier than needed. Without the lock: a driver among several reads this after it has made itself
     * known to who hears of an earlier one, and before it sleeps.
     */
    public long toldNanos() {
        return told;
    }

    /** Opens a round; returns how many timers are armed, hence how many at most are due. */
    private int collectDue(long nowNanos) {
        while (true) {
            lock();
            try {
                if (wheel.advance(nowNanos, MOVES)) {
                    return wheel.size();
                }
            } finally {
                unlock(); // for a moment, in a long cascade, so that others get a turn
            }
        }
    }

    private @Nullable TimerNode pollDue() {
        lock();
        try {
            return wheel.pollDue(); // L3
        } finally {
            unlock();
        }
    }

    /** Fires one node; whatever it throws ends here, since the others that are due must have their turn. */
    private void fire(TimerNode node, boolean mayWait) {
        try {
            // The clock is read after L3: another driver may have made this node due, who saw a later time than this
            // one did.
            long now = clock.nanoTime();
            if (mayWait) {
                node.fire(now);
            } else if (!node.tryFire(now)) {
                arm(node, now + Backoff.NAP_NANOS, false); // as long as one naps who waits for a lock
            }
        } catch (Throwable failure) {
            logFailure(node, failure);
        }
    }

    private static void logFailure(TimerNode node, Throwable failure) {
        try {
            log.error("A timer of {} failed while it fired", node.getClass(), failure);
        } catch (Throwable secondFailure) {
            // Out of memory twice, or a broken logger: nowhere left to tell, and the other timers still count.
        }
    }

    // ---------------------------------------------------------------- closing

    /**
     * Refuses new timers and ends the thread, if there is one; does not wait for it. What is armed stays so: it can be
     * cancelled, and fires only if somebody calls {@link #fireExpired}. Closing again does nothing.
     */
    @Override
    public void close() {
        lock();
        closed = true;
        unlock();
        if (thread != null) {
            thread.stop();
        }
    }
}
