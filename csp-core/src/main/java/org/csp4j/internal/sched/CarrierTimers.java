package org.csp4j.internal.sched;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.time.Clock;
import org.csp4j.internal.time.TimerService;
import org.csp4j.internal.time.TimingWheel;
import org.csp4j.internal.time.WheelTimerService;

/** The timers of one engine, which its carriers drive between the fibers that they run. */
final class CarrierTimers {
    /*
     * Of the carriers that sleep one may be the timekeeper (IdleCarriers I4): it sleeps until the time that the service has told
     * last, the others without limit. Carriers that are awake look at that time every so often, and before they sleep. What
     * a carrier fires makes fibers ready in its own queue: no other thread is woken on the way.
     *
     * I1  While timers are armed, somebody comes by when the first is due: the timekeeper, or a carrier that is awake. No wake-up
     *     is lost between arming and sleeping. Dekker: who arms writes `told`, then reads who is the timekeeper, and
     *     unparks it; who goes to sleep becomes the timekeeper, if nobody is, then reads told. All of these are volatile. If
     *     the timekeeper that was read has just ended its sleep, it reads told before the next one; the unpark costs it
     *     one look more. If nobody is the timekeeper, nor awake, because carriers have ended, who arms wakes or starts one.
     * I2  A carrier that is awake may be in a fiber for long. So while a timer is near, and others sleep or could be started, one of
     *     these is to be the timekeeper: the last carrier that ends searching, as one does that has been the timekeeper, wakes
     *     another before it runs a fiber, and so does the monitor at each look. That one searches, and sleeps again as the
     *     timekeeper. "Near" is within two looks: one that is not yet near when a carrier enters a fiber will be seen by
     *     the monitor.
     * I3  If all are stuck in fibers, the monitor sees that timers are overdue, and has a carrier added, as for work that nobody
     *     takes.
     * I4  A carrier that fires never waits for the lock of a channel: it may be held by a fiber that has left this carrier, to wait for
     *     the lock of the timers, and is in its queue (SpinLocked P1). Such a timer fires a moment later.
     * P   Without timers nobody wakes. A visit fires at most MOST timers, and takes as many steps of a cascade as the service does
     *     under its lock; then the carrier runs fibers again. Timers are fired with no fiber mounted and no lock held.
     *
     * Rejected: to keep fibers on their carriers while they wait for the lock of the timers (I4). They may have to leave for other things,
     *     too, while they hold the lock of a channel: to load a class, or to start a carrier.
     * Rejected: a thread for the timers. Each timer that fires then wakes two threads, that one and a carrier.
     * Rejected: a wheel for each carrier; see docs/adr/0004-timing-wheel.md.
     * Rejected: to pass the role on whenever its carrier wakes, and to find a new timekeeper at each arming while there is none. Timers
     *     are mostly armed by fibers that park next, and then their carrier itself is the timekeeper; it cost up to two
     *     wake-ups in vain for each timer.
     * Checked by CarrierTimersTest.
     */
    private static final int MOST = 256;

    private final IdleCarriers idle;
    private final long nearNanos;
    private final Runnable wakeOne;
    private final WheelTimerService service =
            new WheelTimerService(Clock.system(), TimingWheel.COARSE, wakeNanos -> wakeTimekeeper());

    /**
     * Timers that nothing drives yet.
     *
     * @param period the monitor looks once in each
     * @param wakeOne wakes a carrier, or starts one
     */
    CarrierTimers(IdleCarriers idle, Duration period, Runnable wakeOne) {
        this.idle = idle;
        this.nearNanos = 2 * period.toNanos();
        this.wakeOne = wakeOne;
    }

    TimerService service() {
        return service;
    }

    /**
     * Whether timers are armed: then one carrier has to stay, be it asleep. If none are, the first one that is armed from now on finds
     * out whether somebody is the timekeeper (I1).
     */
    boolean hasTimers() {
        return service.nextWakeNanos() != TimingWheel.NEVER;
    }

    /** Carrier, with no fiber mounted: fires what is due, or a part of it, if anything is. Reads the clock if timers are armed. */
    boolean fireDue() {
        boolean isDue = isDueIn(0);
        if (isDue) {
            service.fireSome(MOST);
        }
        return isDue;
    }

    /** Whether a carrier that sleeps should be woken to be the timekeeper (I2). */
    boolean wantTimekeeper() {
        return idle.lacksTimekeeper() && areNear();
    }

    /** Whether timers are due within two periods of the monitor. */
    boolean areNear() {
        return isDueIn(nearNanos);
    }

    /** Whether timers have been due for a period of the monitor (I3). */
    boolean areOverdue() {
        return isDueIn(-nearNanos / 2);
    }

    private boolean isDueIn(long nanos) {
        long told = service.toldNanos();
        return told != TimingWheel.NEVER && told - service.clock().nanoTime() <= nanos;
    }

    /**
     * Carrier, asleep: parks for at most this long; if it is the timekeeper, and timers are armed, until they are due, and no longer. Or
     * shorter, for no reason.
     *
     * @param mostNanos if it is 0 or less, there is no limit for the timekeeper, and the others do not park
     * @return false if timers are due, and the carrier is the timekeeper
     */
    boolean sleepUntilDue(Carrier carrier, long mostNanos) {
        long told = idle.timekeeper() == carrier ? service.toldNanos() : TimingWheel.NEVER; // I1
        if (told == TimingWheel.NEVER) {
            LockSupport.parkNanos(carrier.engine, mostNanos);
        } else {
            long nanos = told - service.clock().nanoTime();
            if (nanos <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, mostNanos > 0 ? Math.min(nanos, mostNanos) : nanos);
        }
        Thread.interrupted(); // meant for a fiber that has left, and parking would end at once ever after
        return true;
    }

    /** The next timer is earlier than was told before. May be called under the lock of a channel. */
    private void wakeTimekeeper() {
        Carrier timekeeper = idle.timekeeper(); // I1
        if (timekeeper != null) {
            LockSupport.unpark(timekeeper);
        } else if (idle.isNobodyAwake()) {
            wakeOne.run();
        }
    }
}
