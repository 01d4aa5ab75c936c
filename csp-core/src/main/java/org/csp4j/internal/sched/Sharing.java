package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Whether a carrier leaves what is in its queue to others, too: not for some time after they have stolen from it in vain. */
final class Sharing {
    /*
     * What is stolen is in the cache of the one that it is stolen from, and so is whoever it talks to. Where fibers do little but talk,
     * the thief soon has nothing to do: what it has stolen waits for fibers that stayed behind, and is made ready where these run.
     * Meanwhile it had to be woken, and the locks of channels went to and fro between processors. Nobody can tell beforehand: so the
     * thief says how long what it stole has kept it busy, and where that was in vain more often than not, less than it costs to wake a
     * carrier, or a part of that if it was awake, the owner keeps its queue to itself: each time for twice as long, and half as long
     * where it was worth it. A steal was in vain as well where both were busy, and got in each other's way (Pace). It ends at once when
     * the owner's runs become long: these are other fibers than those that were stolen in vain.
     *
     * I1  While it keeps its queue, nobody is woken for that, or finds anything in it. It is awake, then; if it is stuck, it is
     *     relieved, and all that it has is for others (Carrier I3). When it ceases to keep its queue, it makes visible what is in it.
     * P   The owner looks every 64th run, and a push reads one field. A steal costs the thief two looks at the clock, and at the owner's
     *     count of runs.
     * Rejected: to leave a queue to others from a certain depth on, or where runs take long. A select over eight senders has eight
     * fibers in the queue, and runs of some microseconds, and took twice as long on two carriers as on one; and eight pairs of
     * fibers that talk to each other only are as short, and want as many carriers as there are.
     */
    /** So many steals in vain are no accident. */
    static final int FEW = 4;

    /** For how many times as long as a steal is to keep a thief busy the owner keeps its queue, at first, and at most. */
    static final int FIRST = 20;

    static final int MOST = 3_200;

    /** A thief that was awake needs to be kept busy for one of so many parts of what one that had to be woken does. */
    static final int AWAKE = 25;

    /** So many runs that take as long as a steal is to keep a thief busy are long ones, on average. */
    static final int LONG_RUNS = 10;

    private static final VarHandle KEEPS;
    private static final VarHandle IN_VAIN;
    private static final VarHandle WORTH_IT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            KEEPS = lookup.findVarHandle(Sharing.class, "keeps", boolean.class);
            IN_VAIN = lookup.findVarHandle(Sharing.class, "inVain", int.class);
            WORTH_IT = lookup.findVarHandle(Sharing.class, "worthIt", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Pace pace = new Pace();
    private final long worthNanos;
    private int seenInVain; // owner only, as is what follows
    private int seenWorthIt;
    private int factor = FIRST / 2;
    private long keepsUntilNanos;
    private long lookedNanos; // when it looked last, and how many runs there had been by then
    private long lookedRuns;

    @SuppressWarnings("unused") // as are the next ones, through the handles only
    private boolean keeps; // the owner writes, others read

    private int inVain; // thieves count, the owner reads
    private int worthIt;

    /** The sharing of a carrier where a steal is worth it that keeps the thief busy for so long. */
    Sharing(long worthNanos) {
        this.worthNanos = worthNanos;
    }

    /**
     * A thief: what it stole has kept it busy for so long; whether it was awake when it stole that; and how many runs both have begun
     * meanwhile.
     */
    void stolen(long busyNanos, boolean wasAwake, int thiefRuns, int ownerRuns) {
        if (busyNanos < (wasAwake ? worthNanos / AWAKE : worthNanos)
                || pace.isMissed(busyNanos, thiefRuns, ownerRuns)) {
            stolenInVain();
        } else {
            WORTH_IT.getAndAdd(this, 1);
        }
    }

    /** A thief: nothing was won by what it stole, or by a part of that. */
    void stolenInVain() {
        IN_VAIN.getAndAdd(this, 1);
    }

    /** Whether the owner keeps its queue to itself. */
    boolean keeps() {
        return (boolean) KEEPS.getOpaque(this);
    }

    /**
     * Owner: decides anew, if it is time for that.
     *
     * @param runs how many there have been so far
     * @return whether it has ceased to keep its queue
     */
    boolean look(long nowNanos, long runs) {
        long elapsedNanos = nowNanos - lookedNanos;
        long newRuns = runs - lookedRuns;
        boolean areRunsLong = elapsedNanos > worthNanos + newRuns * (worthNanos / LONG_RUNS);
        lookedNanos = nowNanos;
        lookedRuns = runs;
        if (keeps()) {
            pace.measured(elapsedNanos, newRuns);
            boolean isOver = areRunsLong || nowNanos - keepsUntilNanos >= 0;
            if (isOver) {
                forget();
                KEEPS.setOpaque(this, false);
            }
            return isOver;
        }
        int vain = (int) IN_VAIN.getOpaque(this) - seenInVain;
        int worth = (int) WORTH_IT.getOpaque(this) - seenWorthIt;
        if (worth > vain) {
            forget();
            factor = Math.max(factor / 2, FIRST / 2);
        } else if (vain >= FEW) {
            factor = Math.min(2 * factor, MOST);
            keepsUntilNanos = nowNanos + factor * worthNanos;
            KEEPS.setOpaque(this, true);
        }
        return false;
    }

    /** What thieves have said so far. */
    private void forget() {
        seenInVain = (int) IN_VAIN.getOpaque(this);
        seenWorthIt = (int) WORTH_IT.getOpaque(this);
    }
}
