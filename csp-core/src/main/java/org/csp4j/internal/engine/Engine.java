package org.csp4j.internal.engine;

import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.time.TimerService;

/** Who runs fibers. */
public interface Engine {
    /** The name of the engine, for people and for tests. */
    String name();

    /** Starts the fiber on a virtual thread of its own, which it is bound to before it begins. */
    void start(FiberCore fiber);

    /** What its fibers measure system time by. */
    TimerService timers();
}
