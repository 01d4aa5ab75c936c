package org.csp4j.internal.select;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.park.LastingWait;
import org.csp4j.internal.park.WakeUp;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.util.StackRoom;
import org.jspecify.annotations.Nullable;

/** The passes of a select's turns: looks, queues what is not ready, waits. What its cases are kept in differs. One thread at a time. */
abstract sealed class SelectTurn implements Blocker permits BriefTurn, HeldTurn {
    /*
     * One turn:
     *   1  what was marked becomes a candidate                     each case is queued, marked or a candidate (SelectState I2)
     *   2  candidates are examined in the order of their tiers, at random within one: each is performed, and the turn ends,
     *      or is queued at its channel in the same step            no candidates left: all channels have been found not ready
     *   3  if nothing was marked meanwhile, there was a moment at which none was ready. A turn that must not wait ends here
     *   4  the word says WAITING; if nothing is marked even now    every peer that comes finds the select claimable (I4)
     *   5  the thread parks, until claimed, interrupted or late
     *
     * Who is to park in a frame that is not this class's (ReceiveEnd P1) does it by begin(), for steps 1 to 4, and park() and chosen() in turn.
     *
     * E1  What diagnostics read of a wait, which begins with step 4, was written before the word was (SelectState L1).
     */
    private static final int COLLISIONS_WITHOUT_PAUSE = 2;
    private static final int NAMED_CASES = 8;

    /** A select of so many cases is in no hurry: it finds more of them ready when the fibers have run that are ready now (ADR 0025). */
    private static final int MANY_CASES = 4;

    private final SelectState state;
    private @Nullable WakeUp wakeUp; // kept for the next turn
    private long waitCount; // the owner counts them, diagnostics read it (E1)
    private boolean isTimed; // the owner writes whether this wait is, diagnostics read it (E1)

    /** Of this thread, until another waits. */
    SelectTurn(Parker owner) {
        state = new SelectState(owner);
    }

    /** How the calling thread parks, at the beginning of a wait (Parker.current). */
    abstract Parker caller();

    // The cases

    /** Adds a case, which is a candidate from now on. */
    abstract SelectNode add(ChannelCase<?> spec, int tier);

    /** One of no case yet. */
    final SelectNode node() {
        return new SelectNode(state);
    }

    abstract int size();

    /** The case at this position. */
    abstract SelectNode at(int position);

    /** A case that was queued was marked, and is to be examined. The mark may be older than its being taken out, or than a claim. */
    abstract void wasMarked(SelectNode node);

    /** A case that was queued was chosen, and is in no queue any more. */
    abstract void wasChosen(SelectNode node);

    /** Examines the candidates; returns the first that was performed, with its outcome. All others before it are queued. */
    abstract @Nullable SelectNode examineCandidates();

    /** Takes all cases out. */
    abstract void clear();

    /**
     * Those that take part in turns. By any thread, while the owner may go on: a copy does not change, but may have been taken halfway
     * through a change.
     */
    abstract Stream<ChannelCase<?>> casesSeen();

    /** Performs a candidate, if it is ready; else it is queued. */
    static boolean isPerformed(SelectNode candidate) {
        Object outcome = candidate.spec().tryOrArm(candidate);
        if (outcome != null) {
            candidate.complete(outcome);
        }
        return outcome != null;
    }

    // The turns

    /**
     * One turn.
     *
     * @param waits whether to wait where no case is ready
     * @param deadline how long, if not for ever
     * @return the case that was performed, with its outcome; null if none was ready (until the deadline)
     */
    final @Nullable SelectNode run(boolean waits, @Nullable ClockDeadline deadline) throws InterruptedException {
        SelectNode ready = begin(waits, deadline != null);
        return ready != null || !waits ? ready : await(deadline);
    }

    /**
     * A turn as {@link #run}, but for its park.
     *
     * @return the case that was performed, with its outcome; null if none was ready, and then, if it {@code waits}, peers may choose
     */
    final @Nullable SelectNode begin(boolean waits, boolean untilDeadline) {
        StackRoom.check(2);
        for (int collisions = 0; ; collisions++) {
            if (collisions > COLLISIONS_WITHOUT_PAUSE) {
                pauseAtRandom(); // SelectState P
            }
            collectMarked();
            SelectNode ready = examineCandidates();
            if (ready != null) {
                return ready;
            }
            if (state.isAnyMarked()) {
                continue;
            }
            if (!waits) {
                return null;
            }
            waitCount++;
            isTimed = untilDeadline;
            state.beginWaiting(caller(), size() >= MANY_CASES);
            if (state.isAnyMarked() && state.casWaitingToIdle()) {
                continue;
            }
            return null;
        }
    }

    private void collectMarked() {
        SelectNode node = state.takeMarked();
        while (node != null) {
            SelectNode next = node.nextMarked;
            node.nextMarked = null;
            wasMarked(node);
            node = next;
        }
    }

    /** How the thread parks that waits, or has waited last. */
    final Parker owner() {
        return state.owner();
    }

    /** Whether it is a fiber that waits. */
    final boolean isOfFiber() {
        return owner() instanceof FiberParker;
    }

    /** Parks the fiber that waits, once; it may be unparked for no reason. If it cannot be parked, the turn ends. */
    final void park() {
        try {
            ((FiberParker) owner()).park(this);
        } catch (StackOverflowError e) {
            if (givesUp()) {
                clear();
                throw e;
            }
        }
    }

    /**
     * There is no room on the stack to copy it from, which LockSupport does with that of a virtual thread. False if it is too late to give up, as a
     * case was chosen, whose outcome is there in a moment then.
     */
    private boolean givesUp() {
        return state.casWaitingToIdle();
    }

    /** Whether no peer has chosen a case, or can choose one. */
    final boolean isIdle() {
        return state.isIdle();
    }

    /** After a {@link #park()}: the case that a peer has chosen, with its outcome; null if the fiber is to park again. */
    final @Nullable SelectNode chosen() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            return awaitUntil(null);
        }
        SelectNode winner = decided();
        return winner == null ? null : takeChosen(winner);
    }

    private SelectNode takeChosen(SelectNode winner) {
        state.becomeIdle();
        wasChosen(winner);
        return winner;
    }

    /** After a {@link #begin} that found none ready: waits for a peer to choose; null if the deadline came first. */
    final @Nullable SelectNode await(@Nullable ClockDeadline deadline) throws InterruptedException {
        if (deadline == null) {
            return awaitUntil(null);
        }
        WakeUp alarm = wakeUp;
        if (alarm == null) {
            alarm = new WakeUp(owner());
            wakeUp = alarm;
        } else {
            alarm.parker(owner());
        }
        deadline.timers().arm(alarm, deadline.nanos());
        try {
            return awaitUntil(deadline);
        } finally {
            deadline.timers().cancel(alarm);
        }
    }

    private @Nullable SelectNode awaitUntil(@Nullable ClockDeadline deadline) throws InterruptedException {
        boolean wasInterrupted = false;
        SelectNode winner;
        while ((winner = decided()) == null) {
            if (Thread.currentThread().isInterrupted()) {
                boolean isInTime = state.casWaitingToIdle();
                Thread.interrupted(); // not before: Blocker.lastingWaitOf
                if (isInTime) {
                    throw new InterruptedException(waitReason() + " was interrupted");
                }
                wasInterrupted = true; // too late: the case was chosen, and the interrupt is kept
            } else if (deadline != null && deadline.isPast() && state.casWaitingToIdle()) {
                return null; // looked at before the park: to arm may take a while, and a nap that consumes the unpark
            }
            try {
                Parker.park(owner(), this);
            } catch (StackOverflowError e) {
                if (givesUp()) {
                    throw e;
                }
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return takeChosen(winner);
    }

    /** The case that was chosen, once it has its outcome. By the owner, while it waits. */
    final @Nullable SelectNode decided() {
        int position = state.winner();
        SelectNode winner = position == SelectState.NONE ? null : at(position);
        return winner != null && winner.outcome() != null ? winner : null;
    }

    private static void pauseAtRandom() {
        for (int spins = ThreadLocalRandom.current().nextInt(64); spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    @Override
    public final WaitReason waitReason() {
        List<String> seen =
                casesSeen().limit(NAMED_CASES + 1L).map(ChannelCase::describe).toList();
        String cases = seen.size() > NAMED_CASES ? size() + " cases" : String.join(", ", seen);
        return new WaitReason(WaitReason.Kind.SELECT, cases.isEmpty() ? "no cases" : cases);
    }

    @Override
    public final @Nullable LastingWait lastingWait() {
        boolean lasts = state.isAsleep() && !isTimed && casesSeen().noneMatch(spec -> spec.channel.isDueLater());
        return lasts ? new Wait(this, waitCount) : null;
    }

    /** One of the waits of the turns. */
    private record Wait(SelectTurn turn, long number) implements LastingWait {
        @Override
        public WaitReason waitReason() {
            return turn.waitReason();
        }

        @Override
        public boolean isWithin(Home home) {
            return turn.casesSeen().allMatch(spec -> spec.channel.isWithin(home));
        }
    }
}
