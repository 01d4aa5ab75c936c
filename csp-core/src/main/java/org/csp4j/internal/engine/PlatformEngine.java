package org.csp4j.internal.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.FiberState;
import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.fiber.LockSupportParking;
import org.csp4j.internal.fiber.SpinningParking;
import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerService;

/** Leaves the scheduling to the JDK. */
public final class PlatformEngine implements Engine {
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    /** Why this engine's carriers are not a scheduler's own. */
    public static final String WHOSE_CARRIERS =
            "the JDK's scheduler is one for the whole JVM, and sized by the system property " + PARALLELISM;

    private static final boolean SPINS = carriers() > 1; // otherwise the partner cannot be running

    private static int carriers() {
        return Integer.getInteger(PARALLELISM, Runtime.getRuntime().availableProcessors());
    }

    @Override
    public String name() {
        return "platform";
    }

    @Override
    public void start(FiberCore fiber) {
        fiber.own(Thread.ofVirtual().unstarted(fiber), SPINS ? new SpinningParking() : LockSupportParking.PLAIN);
        fiber.start();
    }

    @Override
    public TimerService timers() {
        return SystemTimers.shared();
    }

    @Override
    public int parallelism() {
        return carriers();
    }

    @Override
    public void parallelism(int carriers) {
        throw new UnsupportedOperationException(
                "parallelism " + carriers + " is not for the platform engine to choose: " + WHOSE_CARRIERS);
    }

    /** Asks each fiber: nobody else knows. */
    @Override
    public SchedulerStats stats(FiberRegistry fibers) {
        AtomicLong parked = new AtomicLong();
        fibers.forEach(fiber -> {
            if (fiber.state() == FiberState.PARKED) {
                parked.incrementAndGet();
            }
        });
        FiberRegistry.Counts counts = fibers.counts();
        long stillParked = Math.min(parked.get(), counts.live()); // some may have ended since
        return new SchedulerStats(
                counts.spawned(), counts.ended(), 0, counts.live() - stillParked, stillParked, Optional.empty());
    }

    @Override
    public void close() {}
}
