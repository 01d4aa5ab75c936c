package org.csp4j.internal.time;

import org.csp4j.internal.util.LibraryThread;

/** The timer service of everybody who has no other: system time, one daemon thread. */
public final class SystemTimers {
    private static final String NAME = "csp4j-timer";
    private static final WheelTimerService SHARED =
            new WheelTimerService(Clock.system(), NAME, task -> new LibraryThread(null, task, NAME, true));

    private SystemTimers() {}

    /** The service; its thread starts with the first timer. */
    public static TimerService shared() {
        return SHARED;
    }
}
