package org.csp4j.internal.sched;

import java.time.Duration;
import org.csp4j.internal.jdk.DirectParking;
import org.csp4j.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;

/** Tries direct parking once in the life of the JVM, with a real thread, before fibers are parked that way. */
final class DirectParkingCheck implements Runnable {
    private static final String PROPERTY = "csp4j.directParking";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static boolean hasTried; // guarded by the class, as is what came of it
    private static @Nullable String whyNotByTrial;

    private final DirectParker parker;
    private final Thread thread;
    private volatile boolean mayEnd;

    private DirectParkingCheck(WorkStealingEngine engine) {
        thread = VirtualThreads.builder(engine).unstarted(this);
        parker = new DirectParker(engine, thread);
    }

    /** Why the engine's fibers are parked by LockSupport; null if they can be parked directly. */
    static @Nullable String whyNot(WorkStealingEngine engine) {
        if ("false".equalsIgnoreCase(System.getProperty(PROPERTY))) {
            return "the system property " + PROPERTY + " switches it off";
        }
        String missing = DirectParking.whyUnavailable();
        if (missing != null) {
            return missing;
        }
        return whyNotByTrial(engine);
    }

    private static synchronized @Nullable String whyNotByTrial(WorkStealingEngine engine) {
        if (!hasTried) {
            whyNotByTrial = tryOut(engine);
            hasTried = true;
        }
        return whyNotByTrial;
    }

    private static @Nullable String tryOut(WorkStealingEngine engine) {
        try {
            return new DirectParkingCheck(engine).tryOut();
        } catch (RuntimeException | LinkageError e) {
            return "trying it out has failed: " + e;
        }
    }

    private @Nullable String tryOut() {
        thread.start();
        long start = System.nanoTime();
        while (thread.getState() != Thread.State.WAITING) {
            if (System.nanoTime() - start > PATIENCE.toNanos() || !thread.isAlive()) {
                return "a thread that was to park is " + thread.getState();
            }
            Thread.onSpinWait();
        }
        mayEnd = true;
        parker.unpark();
        return endsInTime() ? null : "a thread that was to run again is " + thread.getState();
    }

    private boolean endsInTime() {
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
            parker.park(this);
        }
    }
}
