package org.csp4j.internal.sched;

/**
 * Whether the fibers of a carrier are in the way of those of others: for too much of its time they wait for locks of channels. For the
 * owner, and the fiber that runs there.
 */
final class Crowding {
    /*
     * A channel's lock is held for some ten instructions, and hardly ever found held; unless fibers on several carriers do little
     * else than to use one channel. Then whatever belongs to it goes to and fro between processors, and all of them together are
     * slower than one carrier would be: a hundred senders and a hundred receivers take 560 ns an element on two carriers, and 170 on
     * one, of which they wait for the lock for only a tenth to a fifth.
     *
     * So on a carrier that is crowded, a fiber that finds such a lock held for more than a moment leaves, for the carrier of the last one
     * that had to wait for the same lock, if that is the older one. All who use the channel gather there, as whom they wake is
     * run where they are. What a thief has stolen and lost again in this way was stolen in vain, so they are left alone (Sharing).
     *
     * I1  Fibers go to the older carrier only, so that they do not change places for ever.
     * P   Where nobody waits, nothing is done but a look every 64th run. Whoever waits reads the clock.
     * Rejected: to let the lock's word name the carrier that holds it. Each operation would have to find out which that is.
     * Rejected: to let the carrier rest for some time. What is in its queue rests, too, or is stolen from it half by half.
     * Rejected: to compare what is done with one carrier and with two. Runs are not alike: one may send a thousand elements.
     *     Pace does so for short ones.
     * Source: the idea that who uses a lock should run where it is used is that of lock cohorting (Dice, Marathe, Shavit, 2012).
     */
    private static final int TOO_MUCH = 16; // one of so many parts of the time

    private long waitedNanos;
    private long lookedNanos;
    private boolean isCrowded;

    /** A fiber has waited for a lock. */
    void waited(long nanos) {
        waitedNanos += nanos;
    }

    /** Decides anew, by what has happened since the last look. */
    void look(long nowNanos) {
        isCrowded = TOO_MUCH * waitedNanos > nowNanos - lookedNanos;
        waitedNanos = 0;
        lookedNanos = nowNanos;
    }

    boolean isCrowded() {
        return isCrowded;
    }
}
