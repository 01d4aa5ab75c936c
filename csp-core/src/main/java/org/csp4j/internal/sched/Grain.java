package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How short the runs of a carrier are, and hence how many tasks have to wait for it before another carrier is worth waking. */
final class Grain {
    /*
     * To wake a carrier takes tens of microseconds, and what it steals is in the cache of the one that it steals from. Where runs
     * are far shorter than that, a task or two in a queue are run by its owner before anybody else could; who steals them
     * has the fibers that talk to each other, and the locks between them, go to and fro between two processors. A select over two
     * senders took 500 ns on two carriers so, and 300 on one.
     *
     * Runs are counted in each period of the monitor: no clock is read. A carrier whose runs become long in the middle of a period counts
     * as one of short runs until its next look; if it is stuck by then, the monitor relieves it, and all that it has is for
     * others.
     */
    /** How many tasks have to wait for a carrier with short runs. */
    static final int ENOUGH = 3;

    private static final VarHandle IS_FINE;

    static {
        try {
            IS_FINE = MethodHandles.lookup().findVarHandle(Grain.class, "isFine", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long shortRunsInAPeriod;
    private int period; // owner only, as is the next one: when it last looked
    private long runs;

    @SuppressWarnings("unused") // through IS_FINE only
    private boolean isFine; // the owner writes, others read: opaque, see IdleCarriers I1 for when it becomes false

    /** The grain of a carrier whose runs are short if there are so many in a period. They do not count as short yet. */
    Grain(long shortRunsInAPeriod) {
        this.shortRunsInAPeriod = shortRunsInAPeriod;
    }

    /**
     * Owner: another period has begun, or several have.
     *
     * @param now the number of the period
     * @param runsSoFar how many runs there were in all
     * @return whether the runs have ceased to be short
     */
    boolean look(int now, long runsSoFar) {
        boolean wasFine = isFine();
        boolean becomesFine = runsSoFar - runs >= shortRunsInAPeriod * (now - period);
        period = now;
        runs = runsSoFar;
        if (becomesFine != wasFine) {
            IS_FINE.setOpaque(this, becomesFine);
        }
        return wasFine && !becomesFine;
    }

    /** How many tasks have to wait before some of them are for others. */
    int enoughForOthers() {
        return isFine() ? ENOUGH : 1;
    }

    private boolean isFine() {
        return (boolean) IS_FINE.getOpaque(this);
    }
}
