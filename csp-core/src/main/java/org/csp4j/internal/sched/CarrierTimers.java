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
     * Of the carriers that sleep one is the timekeeper (IdleCarriers I4): it sleeps until the time that the service has told last,
     * the others without limit. Carriers that are awake look at that time every so often, and before they sleep. What
     * a carrier fires makes fibers ready in its own queue: no other thread is woken on the way.
     *
     * I1  While timers are armed, somebody comes by when the first is due: a carrier that is awake, one that searches, or the
     *     timekeeper. No wake-up is lost between arming and sleeping. Dekker: who arms writes `told`, then reads who is the
     *     timekeeper, and unparks it; who goes to sleep becomes the timekeeper, unless another one is, then reads told. All of
     *     these are volatile. If the timekeeper that was read has just ended its sleep, it searches, and reads told before the
     *     next one; the unpark costs it a look.
     * I2  If all that are awake are stuck in fibers, the monitor sees that timers are overdue, and has a carrier woken or added, as
     *     for work that nobody takes.
     * P   Without timers nobody wakes. A visit fires at most MOST timers, or moves as many in a cascade as WheelTimerService does under
     *     its lock, and then the carrier runs fibers again. Fire is called with no fiber mounted and no lock held.
     *
     * Rejected: a thread for the timers. Each timer that fires then wakes two threads, that one and a carrier.
     * Rejected: a wheel for each carrier. See docs/adr/0004-timing-wheel.md.
     * Checked by CarrierTimersTest.
     */
    private static final int MOST = 256;

    private final IdleCarriers idle;
    private final WheelTimerService service =
            new WheelTimerService(Clock.system(), TimingWheel.COARSE, wakeNanos -> wakeTimekeeper());

    CarrierTimers(IdleCarriers idle) {
        this.idle = idle;
    }

    TimerService service() {
        return service;
    }

    /** Whether timers are armed: then one carrier has to stay, be it asleep. Stale as soon as it is known. */
    boolean hasTimers() {
        return service.armed() > 0;
    }

    /** Carrier, with no fiber mounted: fires what is due, or a part of it, if anything is. Reads the clock if timers are armed. */
    boolean fireDue() {
        boolean isDue = isPast(0);
        if (isDue) {
            service.fireSome(MOST);
        }
        return isDue;
    }

    /** Whether timers have been due for as long as that. */
    boolean isOverdue(Duration late) {
        return isPast(late.toNanos());
    }

    private boolean isPast(long lateNanos) {
        long told = service.toldNanos();
        return told != TimingWheel.NEVER && service.clock().nanoTime() - told >= lateNanos;
    }

    /**
     * Carrier, asleep: parks, the timekeeper until timers are due, others without limit, or for no reason.
     *
     * @return false if timers are due, and the carrier is the timekeeper
     */
    boolean sleepUntilDue(Carrier carrier) {
        long told = idle.timekeeper() == carrier ? service.toldNanos() : TimingWheel.NEVER; // I1
        if (told == TimingWheel.NEVER) {
            LockSupport.park(carrier.engine);
        } else {
            long nanos = told - service.clock().nanoTime();
            if (nanos <= 0) {
                return false;
            }
            LockSupport.parkNanos(carrier.engine, nanos);
        }
        Thread.interrupted(); // meant for a fiber that has left, and parking would end at once ever after
        return true;
    }

    /** The next timer is earlier than the timekeeper knows, if there is one. May be called under the lock of a channel. */
    private void wakeTimekeeper() {
        Carrier timekeeper = idle.timekeeper(); // I1
        if (timekeeper != null) {
            LockSupport.unpark(timekeeper);
        }
    }
}
