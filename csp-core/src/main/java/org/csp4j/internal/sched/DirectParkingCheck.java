package org.csp4j.internal.sched;

import java.time.Duration;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.jdk.DirectParking;
import org.csp4j.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;

/** Tries direct parking once in the life of the JVM, with a real thread, before fibers are parked that way. */
final class DirectParkingCheck extends FiberParker {
    private static final String PROPERTY = "csp4j.directParking";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static boolean hasTried; // guarded by the class, as is what came of it
    private static @Nullable String whyNotByTrial;

    private volatile boolean mayEnd;

    private DirectParkingCheck(WorkStealingEngine engine, DirectFiberParking parking) {
        bind(VirtualThreads.unstarted(engine, this), parking);
    }

    /** Why the engine's fibers are parked by LockSupport; null if they can be parked directly. */
    static @Nullable String whyNot(WorkStealingEngine engine, DirectFiberParking parking) {
        if ("false".equalsIgnoreCase(System.getProperty(PROPERTY))) {
            return "the system property " + PROPERTY + " switches it off";
        }
        String missing = DirectParking.whyUnavailable();
        if (missing != null) {
            return missing;
        }
        return whyNotByTrial(engine, parking);
    }

    private static synchronized @Nullable String whyNotByTrial(WorkStealingEngine engine, DirectFiberParking parking) {
        if (!hasTried) {
            whyNotByTrial = tryOut(engine, parking);
            hasTried = true;
        }
        return whyNotByTrial;
    }

    private static @Nullable String tryOut(WorkStealingEngine engine, DirectFiberParking parking) {
        try {
            return new DirectParkingCheck(engine, parking).tryOut();
        } catch (RuntimeException | LinkageError e) {
            return "trying it out has failed: " + e;
        }
    }

    private @Nullable String tryOut() {
        Thread thread = thread();
        thread.start();
        long start = System.nanoTime();
        while (thread.getState() != Thread.State.WAITING) {
            if (System.nanoTime() - start > PATIENCE.toNanos() || !thread.isAlive()) {
                return "a thread that was to park is " + thread.getState();
            }
            Thread.onSpinWait();
        }
        mayEnd = true;
        Parker.unpark(this);
        return endsInTime(thread) ? null : "a thread that was to run again is " + thread.getState();
    }

    private static boolean endsInTime(Thread thread) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return thread.join(PATIENCE);
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void run() {
        while (!mayEnd) {
            Parker.park(this, this);
        }
    }
}
