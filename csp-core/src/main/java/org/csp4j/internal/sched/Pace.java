package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How fast one run of a carrier follows another where it has its fibers to itself: what two carriers have to beat. */
final class Pace {
    /*
     * Fibers that do little but talk may be spread over two carriers in such a way that both are busy, and each run takes several times as
     * long, likely as what the fiber needs is in the cache of the other processor: the prime sieve took 57 ms then, 61 on one carrier, and
     * 36 on two at other times. How long a thief is busy does not tell these apart; how many runs both have done, does.
     *
     * It is told for short runs only. In long ones a fiber may do more than in others, and more where its partner runs at the same time.
     * For the same reason nothing is told of a run that takes many times as long as the pace: that is no cache miss.
     *
     * It is measured while the owner keeps its queue (Sharing), so as well whenever enough steals were in vain by it: a pace that was
     * that of other fibers is measured anew then.
     *
     * I1  The owner writes, thieves read; an old value does no harm.
     * P   The owner does something for it every 64th run while it keeps its queue, and a thief at each end of a steal.
     */
    /** The longest that are short, in nanoseconds: some switches. */
    static final int SHORT = 500;

    /** A carrier that does so many times fewer runs than one alone would do is in something else. */
    static final int COMPARABLE = 8;

    /** What is gained by a thief is at least one of so many parts. */
    static final int GAIN = 8;

    /** One of so many parts of the difference is believed in at a time. */
    static final int SMOOTH = 8;

    /** Fewer than so many runs say nothing. */
    static final int FEW = 32;

    private static final VarHandle RUN_NANOS;

    static {
        try {
            RUN_NANOS = MethodHandles.lookup().findVarHandle(Pace.class, "runNanos", double.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private double runNanos; // 0 as long as it is unknown (I1)

    /** Owner, while it has its fibers to itself: so many runs have taken so long. */
    void measured(long nanos, long runs) {
        if (runs < FEW) {
            return;
        }
        double each = (double) nanos / runs;
        double seen = runNanos;
        double step = Math.min(each, 2 * seen) - seen; // it may have slept
        RUN_NANOS.setOpaque(this, seen == 0 ? each : seen + step / SMOOTH);
    }

    /** A thief: whether it and the owner, with so many short runs in that time, have hardly done more than the owner alone does. */
    boolean isMissed(long nanos, int thiefRuns, int ownerRuns) {
        double each = (double) RUN_NANOS.getOpaque(this);
        if (each == 0 || each > SHORT) {
            return false;
        }
        double expected = nanos / each;
        return COMPARABLE * (double) Math.min(thiefRuns, ownerRuns) > expected
                && (double) thiefRuns + ownerRuns < expected + expected / GAIN;
    }
}
