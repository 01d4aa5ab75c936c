package org.csp4j.internal.engine;

import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerService;

/** Leaves the scheduling to the JDK. */
public final class PlatformEngine implements Engine {
    @Override
    public String name() {
        return "platform";
    }

    @Override
    public void start(FiberCore fiber) {
        Thread thread = fiber.makeThread(Thread.ofVirtual());
        fiber.bind(thread, new Parker.ThreadParker(thread));
        fiber.start();
    }

    @Override
    public TimerService timers() {
        return SystemTimers.shared();
    }
}
