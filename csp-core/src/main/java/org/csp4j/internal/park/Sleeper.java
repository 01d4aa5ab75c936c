package org.csp4j.internal.park;

import java.time.Duration;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimerService;
import org.csp4j.internal.util.StackRoom;

/** A thread that waits for time to pass, and for nothing else. */
public final class Sleeper implements Blocker {
    private final Duration duration;

    private Sleeper(Duration duration) {
        this.duration = duration;
    }

    /** Parks the calling thread for this long. */
    public static void sleep(TimerService timers, Duration duration) throws InterruptedException {
        StackRoom.check(1);
        Sleeper sleeper = new Sleeper(duration);
        ClockDeadline deadline = ClockDeadline.after(timers, duration);
        sleeper.checkInterrupt();
        if (deadline.isPast()) {
            return;
        }
        Parker parker = Parker.current();
        WakeUp wakeUp = new WakeUp(parker);
        timers.arm(wakeUp, deadline.nanos());
        try {
            while (!deadline.isPast()) {
                Parker.park(parker, sleeper);
                sleeper.checkInterrupt();
            }
        } finally {
            timers.cancel(wakeUp);
        }
    }

    private void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(waitReason() + " was interrupted");
        }
    }

    @Override
    public WaitReason waitReason() {
        return new WaitReason(WaitReason.Kind.SLEEP, duration.toString());
    }
}
