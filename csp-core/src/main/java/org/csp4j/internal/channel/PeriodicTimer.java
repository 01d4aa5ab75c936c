package org.csp4j.internal.channel;

import java.time.Duration;
import org.csp4j.Ticker;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimerService;

/** A timer that delivers at fixed multiples of a period; what is late by more than one of them is dropped. */
public final class PeriodicTimer extends TimerChannel implements Ticker {
    /** A ticker whose first tick is due one period from now. */
    public PeriodicTimer(TimerService timers, Duration period) {
        super(null, timers);
        reset(period);
    }

    @Override
    public void stop() {
        unset();
    }

    @Override
    public void reset(Duration period) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period " + period + " is not positive");
        }
        long nanos = ClockDeadline.boundedNanos(period);
        setTo(nowNanos() + nanos, nanos);
    }

    @Override
    public String toString() {
        return "ticker " + name();
    }
}
