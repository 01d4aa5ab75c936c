package org.csp4j.internal.fiber;

import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;

/** Which fiber the calling thread is, if it is one. */
public final class CurrentFiber {
    /*
     * A fiber is the uncaught exception handler of its thread, which is where the thread keeps it. A thread local would cost
     * every fiber a table of some 150 bytes, and every operation that waits a search in it.
     */
    private CurrentFiber() {}

    /** The fiber that is running, or null on any other thread. */
    public static @Nullable FiberCore get() {
        return FiberCore.of(Thread.currentThread());
    }

    /** Where the channels are at home that the calling thread makes; null if nowhere. */
    public static @Nullable Home home() {
        Home standsIn = Home.whereCallerStands();
        if (standsIn != null) {
            return standsIn;
        }
        FiberCore fiber = get();
        FiberGroup group = fiber == null ? null : fiber.group();
        return group == null ? null : group.home();
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
