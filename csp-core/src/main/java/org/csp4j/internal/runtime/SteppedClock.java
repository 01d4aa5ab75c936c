package org.csp4j.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import org.csp4j.VirtualClock;
import org.csp4j.internal.time.Clock;
import org.csp4j.internal.time.TimerService;
import org.csp4j.internal.time.TimingWheel;
import org.csp4j.internal.time.WheelTimerService;

/** A clock that stands still, and the timers that wait for it to be advanced. */
public final class SteppedClock implements VirtualClock, Clock {
    /*
     * I1  Nobody is left waiting for a time that has come, not even one who arms a timer while the clock is advanced. The timer
     *     service's lock orders the two. If the last look at the timers comes first, then `nanos` was written before it, and
     *     the one who arms sees that his time has come: he has the timer fired. If not, that look finds the timer.
     */
    private volatile long nanos; // the one who advances writes, under the monitor
    private final WheelTimerService timers = new WheelTimerService(this, TimingWheel.EXACT, this::armedEarlier);

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public Instant now() {
        return instant();
    }

    @Override
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time cannot go back by " + by);
        }
        long target = Math.addExact(nanos, by.toNanos());
        fireUntil(target);
        nanos = target;
        fireUntil(target); // I1: what was armed since
    }

    private void fireUntil(long target) {
        for (long wake = timers.nextWakeNanos();
                wake != TimingWheel.NEVER && wake <= target;
                wake = timers.nextWakeNanos()) {
            nanos = Math.max(nanos, wake);
            timers.fireExpired();
        }
    }

    /** Somebody has armed a timer, and may hold a lock that it takes to fire it: if it is due, another thread does (I1). */
    private void armedEarlier(long wakeNanos) {
        if (wakeNanos <= nanos) {
            Thread.startVirtualThread(this::fireDue);
        }
    }

    private synchronized void fireDue() {
        fireUntil(nanos);
    }

    @Override
    public int waiting() {
        return timers.armed();
    }

    /** The timers that go by this clock. */
    TimerService timers() {
        return timers;
    }
}
