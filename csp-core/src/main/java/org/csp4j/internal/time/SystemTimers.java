package org.csp4j.internal.time;

/** The timer service of everybody who has no other: system time, one daemon thread. */
public final class SystemTimers {
    private static final WheelTimerService SHARED = new WheelTimerService(
            Clock.system(), "csp4j-timer", Thread.ofPlatform().factory());

    private SystemTimers() {}

    /** The service; its thread starts with the first timer. */
    public static TimerService shared() {
        return SHARED;
    }
}
