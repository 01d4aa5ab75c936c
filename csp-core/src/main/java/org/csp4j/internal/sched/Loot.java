package org.csp4j.internal.sched;

import org.jspecify.annotations.Nullable;

/** What a carrier stole last, of which it lets the victim know what it was worth. The thief's own. */
final class Loot {
    private final CountingThread thief;
    private @Nullable Carrier victim; // the thief still has, or had until now, what it stole there
    private long stolenAtNanos;
    private int thiefHadStarted; // so many runs when it stole
    private int victimHadStarted;
    private boolean wasAwake; // the thief, when it stole that
    private boolean hasSlept = true; // since it stole; to be started counts, too

    Loot(CountingThread thief) {
        this.thief = thief;
    }

    /** The carrier has stolen something. */
    void stoleFrom(Carrier victim) {
        this.victim = victim;
        stolenAtNanos = System.nanoTime();
        thiefHadStarted = thief.started();
        victimHadStarted = victim.started();
        wasAwake = !hasSlept;
        hasSlept = false;
    }

    /** The carrier has nothing left to run. */
    void usedUp() {
        if (victim != null) {
            victim.sharing.stolen(
                    System.nanoTime() - stolenAtNanos,
                    wasAwake,
                    thief.started() - thiefHadStarted,
                    victim.started() - victimHadStarted);
            victim = null;
        }
    }

    /** The carrier has sent away one of its fibers: likely what it stole last, if it still has that. */
    void stoleInVain() {
        if (victim != null) {
            victim.sharing.stolenInVain();
        }
    }

    /** The carrier is about to sleep, so that somebody has to wake it for the next steal. */
    void sleeps() {
        hasSlept = true;
    }
}
