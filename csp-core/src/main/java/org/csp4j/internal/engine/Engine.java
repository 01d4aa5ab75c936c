package org.csp4j.internal.engine;

import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.time.TimerService;

/** Who runs the fibers of one scheduler. */
public interface Engine {
    /** The name of the engine, for people and for tests. */
    String name();

    /** Starts the fiber on a virtual thread of its own, which it is bound to before it begins. */
    void start(FiberCore fiber);

    /** What its fibers measure system time by. */
    TimerService timers();

    /** How many fibers can run at the same time. */
    int parallelism();

    /**
     * Changes how many fibers can run at the same time.
     *
     * @throws UnsupportedOperationException if that is not the engine's to decide
     */
    void parallelism(int carriers);

    /** What the fibers do, which are all in this registry. */
    SchedulerStats stats(FiberRegistry fibers);

    /**
     * No fiber is left, and none will be started: the engine's own threads end soon. Threads that fibers have started may live on, and
     * run to their ends. Can be called again.
     */
    void close();
}
