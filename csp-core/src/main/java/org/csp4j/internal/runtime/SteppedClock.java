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
     * I1  No timer stays armed for a moment that has passed. Who advances writes the time, then looks whether a timer is due; who
     *     arms puts the timer in, then reads the time (Dekker: the time is volatile, the service has a lock). One of them sees
     *     the other. Who arms cannot fire, since it may hold a lock that the firing needs, and has a thread do it.
     * I2  Who fires holds the monitor. So nothing that was due is still being fired when an advance returns.
     */
    private volatile long nanos; // who advances writes, under the monitor
    private final WheelTimerService timers = new WheelTimerService(this, TimingWheel.EXACT, this::armed);

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return instantAt(nanos);
    }

    @Override
    public Instant instantAt(long nanoTime) {
        return Instant.EPOCH.plusNanos(nanoTime);
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
        for (long wake = timers.nextWakeNanos(); isDue(wake, target); wake = timers.nextWakeNanos()) {
            nanos = Math.max(nanos, wake);
            timers.fireExpired();
        }
        nanos = target;
        fireLate(); // I1
    }

    private static boolean isDue(long wake, long now) {
        return wake != TimingWheel.NEVER && wake - now <= 0;
    }

    /** A timer was armed that wants to be woken then. */
    private void armed(long wake) {
        if (isDue(wake, nanos)) {
            Thread.startVirtualThread(this::fireLate);
        }
    }

    private synchronized void fireLate() {
        do {
            timers.fireExpired();
        } while (isDue(timers.nextWakeNanos(), nanos));
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
