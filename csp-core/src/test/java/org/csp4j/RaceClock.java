package org.csp4j;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.internal.time.Clock;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimingWheel;
import org.csp4j.internal.time.WheelTimerService;

/** The time that the deadlines of a race go by, for callers of every kind: it stands still until one leg lets it tick. */
final class RaceClock implements Clock {
    private final AtomicLong nanos = new AtomicLong();
    private final WheelTimerService timers;

    RaceClock() {
        // A timer that is due when it is armed is fired by who arms it; the others are fired by who moves time on.
        WheelTimerService[] self = new WheelTimerService[1];
        timers = new WheelTimerService(this, TimingWheel.EXACT, _ -> self[0].fireExpired());
        self[0] = timers;
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    /** The deadline at the next tick. Asks when the timers need to be looked at, so that they tell of any that is armed. */
    ClockDeadline next() {
        if (timers.nextWakeNanos() != TimingWheel.NEVER) {
            throw new AssertionError("a timer is left");
        }
        return new ClockDeadline(timers, nanos.get() + 1);
    }

    /** Moves time on to the deadline, and wakes who waits for it. */
    void tick() {
        nanos.incrementAndGet();
        timers.fireExpired();
    }

    /** How many timers wait. */
    int armed() {
        return timers.armed();
    }
}
