package org.csp4j.internal.fiber;

import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;

/** Which fiber the calling thread is, if it is one. */
public final class CurrentFiber {
    private static final ThreadLocal<@Nullable FiberCore> CURRENT = new ThreadLocal<>();

    private CurrentFiber() {}

    /** The fiber that is running, or null on any other thread. */
    public static @Nullable FiberCore get() {
        return CURRENT.get();
    }

    /** Says which fiber the calling thread is, for as long as it lives. */
    static void set(FiberCore fiber) {
        CURRENT.set(fiber);
    }

    /** What the calling thread measures time by, and is woken by. */
    public static TimerService timers() {
        FiberCore fiber = get();
        return fiber == null ? SystemTimers.shared() : fiber.timers();
    }

    /** Who is calling, and from where, for people: costs a walk of the stack. */
    public static String describeCaller() {
        FiberCore fiber = get();
        String who =
                fiber == null ? "thread '" + Thread.currentThread().getName() + "'" : "fiber '" + fiber.name() + "'";
        return who + " at " + CallSite.ofCaller();
    }
}
