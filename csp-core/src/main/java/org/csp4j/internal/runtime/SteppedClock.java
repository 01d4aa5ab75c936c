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
    private volatile long nanos; // the one who advances writes, under the monitor
    private final WheelTimerService timers = new WheelTimerService(this, TimingWheel.EXACT, _ -> {});

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
        for (long wake = timers.nextWakeNanos();
                wake != TimingWheel.NEVER && wake <= target;
                wake = timers.nextWakeNanos()) {
            nanos = Math.max(nanos, wake);
            timers.fireExpired();
        }
        nanos = target;
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
