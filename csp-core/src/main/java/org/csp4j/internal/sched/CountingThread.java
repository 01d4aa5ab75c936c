package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.csp4j.internal.util.LibraryThread;

/** A carrier's thread, in that it counts what it does. It alone counts; others read, and each count for itself is exact. */
abstract class CountingThread extends LibraryThread {
    /*
     * E1  What the thread did before a run begins, or ends, happens-before what follows started() or isRunning(), when these say so.
     */
    private static final VarHandle STARTED;
    private static final VarHandle FINISHED;
    private static final VarHandle PARKS;
    private static final VarHandle HANDOFFS;
    private static final VarHandle STEALS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STARTED = lookup.findVarHandle(CountingThread.class, "started", long.class);
            FINISHED = lookup.findVarHandle(CountingThread.class, "finished", long.class);
            PARKS = lookup.findVarHandle(CountingThread.class, "parks", long.class);
            HANDOFFS = lookup.findVarHandle(CountingThread.class, "handoffs", long.class);
            STEALS = lookup.findVarHandle(CountingThread.class, "steals", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long started;
    private long finished; // as many as started, but for the run that the thread is in
    private long parks;
    private long handoffs;
    private long steals;

    CountingThread(String name) {
        super(EngineThreads.GROUP, null, name, false);
    }

    // By the thread itself

    final void runBegins() {
        STARTED.setRelease(this, started + 1); // E1
    }

    final void runEnds() {
        FINISHED.setRelease(this, started); // E1
    }

    /** How many runs have begun. */
    final long runs() {
        return started;
    }

    /** A fiber that ran here has parked by its direct parker. */
    final void countPark() {
        PARKS.setOpaque(this, parks + 1);
    }

    /** A fiber that was in the run-next slot runs. */
    final void countHandoff() {
        HANDOFFS.setOpaque(this, handoffs + 1);
    }

    final void countSteal() {
        STEALS.setOpaque(this, steals + 1);
    }

    // By anybody

    /** How many runs have begun, modulo 2^32. */
    final int started() {
        return (int) (long) STARTED.getAcquire(this); // E1
    }

    /** Whether it is in a run, the last one that has begun. */
    final boolean isRunning() {
        return (long) FINISHED.getAcquire(this) != (long) STARTED.getAcquire(this); // E1
    }

    /** What it has done so far; nothing is missing once the thread has ended. */
    final CarrierCounts counts() {
        return new CarrierCounts(
                (long) STARTED.getOpaque(this), (long) PARKS.getOpaque(this), (long) HANDOFFS.getOpaque(this), (long)
                        STEALS.getOpaque(this));
    }
}
