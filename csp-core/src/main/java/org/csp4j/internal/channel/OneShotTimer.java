package org.csp4j.internal.channel;

import java.time.Duration;
import org.csp4j.Timer;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimerService;

/** A timer that delivers once for each time that it is set. */
public final class OneShotTimer extends TimerChannel implements Timer {
    /** A timer that is due {@code delay} from now. */
    public OneShotTimer(TimerService timers, Duration delay) {
        super(null, timers);
        setTo(nowNanos() + ClockDeadline.boundedNanos(delay), 0);
    }

    @Override
    public boolean stop() {
        return unset();
    }

    @Override
    public boolean reset(Duration delay) {
        return setTo(nowNanos() + ClockDeadline.boundedNanos(delay), 0);
    }

    @Override
    public String toString() {
        return "timer " + name();
    }
}
