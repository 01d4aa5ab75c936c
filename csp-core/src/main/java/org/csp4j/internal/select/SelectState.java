package org.csp4j.internal.select;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.csp4j.internal.fiber.Parker;
import org.jspecify.annotations.Nullable;

/** Who has won a select, and which of its channels want to be looked at. */
final class SelectState {
    /*
     * A select's cases stand in the queues of several channels at once. One word says whether it can be claimed there:
     *
     *   word        meaning                                              by whom it changes
     *   IDLE        its thread is looking at channels, or elsewhere      -> WAITING, the owner     L1
     *   WAITING     its thread parks, or is about to                     -> a position, one peer   L2
     *                                                                    -> IDLE, the owner        L3
     *   a position  of the case that was chosen                          -> IDLE, the owner
     *
     * A channel that has become ready for a case whose select is not WAITING cannot hand over anything. It takes the case out
     * of its queue and pushes it on `marked`: a stack of cases that the owner examines before it waits again.
     *
     * I1  Only a WAITING select is claimed, and by one peer: L2 and L3 are CAS on the same word.
     * I2  Each case is in the queue of its channel, or on `marked`, or known to the owner as one to be examined; so no
     *     channel becomes ready unnoticed. The owner examines a case and queues it in one step under the channel's lock.
     * I3  An owner that is not WAITING cannot be claimed, hence it may perform an operation itself, and needs to claim nobody
     *     but its peer: two selects that meet never have to be claimed both at once.
     * I4  No mark is overlooked (Dekker): a marker pushes, then reads the word, and claims if it is WAITING after all; the
     *     owner writes WAITING, then reads `marked`. One of them sees the other.
     * I5  Who marks may claim later, until it leaves the channel's critical section. Before the select waits again, the owner has
     *     entered that section for every case that was marked: to examine it, or, where it is taken out, to withdraw it.
     * L1  The select begins to wait at its write of WAITING.
     * L2  A peer chooses a case at its CAS to the position.     L3  Interrupt, timeout or a mark end the wait at the CAS to IDLE.
     * E1  beginWaiting() releases what the owner wrote into its nodes (items, positions), whose thread it is, and whether that is in a
     *     hurry; who finds the word WAITING acquires it.
     * P   Lock-free; two selects that meet while both are arming mark each other, and the one that then waits first is claimed
     *     by the other. To meet in that way again, both must again be arming at the same time.
     * Rejected: locking all channels of a select in a common order, as Go does. It needs no marks, but holds n locks at once,
     *     sorts on every select, and cannot keep a select registered between turns.
     * Rejected: claiming both of two meeting selects with a two-word protocol; I3 makes that unnecessary.
     * Checked by SelectStateStress (I1, I4, L2, L3, E1), SelectStress (I1, I3, E1), SelectProtocolTest and KeptTurnTest (I5).
     */
    // In a number, not by references: to write one into an object that is old costs a fence with G1. What is none of
    // these is a position + 1.
    private static final int IDLE = 0; // so that a select begins without a write
    private static final int WAITING = -1;

    /** What stands for no position. */
    static final int NONE = -1;

    private static final VarHandle WORD;
    private static final VarHandle MARKED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(SelectState.class, "word", int.class);
            MARKED = lookup.findVarHandle(SelectState.class, "marked", SelectNode.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int word;
    private volatile @Nullable SelectNode marked;
    private Parker owner; // whose thread waits: the owner writes while IDLE, who has chosen reads (E1)

    private boolean isInNoHurry; // the owner writes while IDLE, who has chosen reads (E1)

    /** One that this thread uses, or which tells whose it is when it begins to wait. */
    SelectState(Parker owner) {
        this.owner = owner;
    }

    /** Peers: chooses this case, if the select waits. */
    boolean casWaitingTo(SelectNode node) {
        return word == WAITING && WORD.compareAndSet(this, WAITING, node.position + 1); // L2
    }

    /** Peers: has the owner examine this case before it waits again. The case is out of its queue. */
    void mark(SelectNode node) {
        SelectNode top;
        do {
            top = marked;
            node.nextMarked = top;
        } while (!MARKED.compareAndSet(this, top, node));
    }

    /** Owner: takes all marked cases, linked by {@code nextMarked}. */
    @Nullable SelectNode takeMarked() {
        return marked == null ? null : (SelectNode) MARKED.getAndSet(this, null);
    }

    boolean isAnyMarked() {
        return marked != null;
    }

    /**
     * Owner: lets peers choose, who unpark this thread then: the calling one's, and that of the last turn may have been another.
     *
     * @param inNoHurry whether it is to run after those that are ready then
     */
    void beginWaiting(Parker caller, boolean inNoHurry) {
        if (owner != caller) {
            owner = caller;
        }
        isInNoHurry = inNoHurry;
        word = WAITING; // L1, E1
    }

    /** Owner: whether no peer has chosen, or may choose. */
    boolean isIdle() {
        return word == IDLE;
    }

    /** Whether it waits, and has nothing to look at. */
    boolean isAsleep() {
        return word == WAITING && marked == null;
    }

    /** Owner: stops waiting; false if a peer has chosen, and then {@link #winner()} is that case. */
    boolean casWaitingToIdle() {
        return WORD.compareAndSet(this, WAITING, IDLE); // L3
    }

    /** Owner: the position of the case that a peer has chosen; {@link #NONE} if none has. */
    int winner() {
        return Math.max(word - 1, NONE);
    }

    /** Owner: forgets the winner. */
    void becomeIdle() {
        WORD.setRelease(this, IDLE); // for peers it makes no difference
    }

    /** Whether the thread that waits, or has waited last, is to run after those that are ready. */
    boolean isInNoHurry() {
        return isInNoHurry;
    }

    /** How the thread parks that waits, or has waited last. */
    Parker owner() {
        return owner;
    }
}
