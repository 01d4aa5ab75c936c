package org.csp4j.internal.select;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.park.LastingWait;
import org.csp4j.internal.park.WakeUp;
import org.csp4j.internal.time.ClockDeadline;
import org.jspecify.annotations.Nullable;

/** The cases of one select and the passes of its turns: looks, queues what is not ready, waits. One thread at a time. */
final class SelectTurn implements Blocker {
    /*
     * One turn:
     *   1  what was marked becomes a candidate                     each case is queued, marked or a candidate (SelectState I2)
     *   2  candidates are examined in the order of their tiers, at random within one: each is performed, and the turn ends,
     *      or is queued at its channel in the same step            no candidates left: all channels have been found not ready
     *   3  if nothing was marked meanwhile, there was a moment at which none was ready. A turn that must not wait ends here
     *   4  the word says WAITING; if nothing is marked even now    every peer that comes finds the select claimable (I4)
     *   5  the thread parks, until claimed, interrupted or late
     *
     * E1  What diagnostics read of a wait, which begins with step 4, was written before the word was (SelectState L1).
     */
    private static final int COLLISIONS_WITHOUT_PAUSE = 2;
    private static final int NAMED_CASES = 8;
    private static final int SPARE_TIERS = 16;

    private final SelectState state = new SelectState();
    private final List<Candidates> tiers = new ArrayList<>(1);
    private final BitSet tiersToExamine = new BitSet(1); // those that have candidates
    private final List<SelectNode> nodes;
    private @Nullable WakeUp wakeUp; // kept for the next turn
    private long waitCount; // the owner counts them, diagnostics read it (E1)
    private boolean isTimed; // the owner writes whether this wait is, diagnostics read it (E1)

    SelectTurn(int expectedCases) {
        nodes = new ArrayList<>(expectedCases);
    }

    /** Adds a case, which is a candidate from now on unless it is {@linkplain #switchOff switched off}. */
    SelectNode add(ChannelCase<?> spec, int tier) {
        while (tiers.size() <= tier) {
            tiers.add(new Candidates());
        }
        SelectNode node = new SelectNode(state, spec, tier);
        node.position = nodes.size();
        nodes.add(node);
        switchOn(node);
        return node;
    }

    int size() {
        return nodes.size();
    }

    /** Takes a case out for good. O(1), and the channel's lock. */
    void remove(SelectNode node) {
        SelectNode last = nodes.removeLast();
        if (last != node) {
            last.position = node.position;
            nodes.set(node.position, last);
        }
        switchOff(node);
    }

    /** Lets a case take part in the turns that follow. */
    void switchOn(SelectNode node) {
        if (!node.isOn) {
            node.isOn = true;
            addCandidate(node);
        }
    }

    /** Keeps a case from taking part in the turns that follow; its channel no longer knows it. */
    void switchOff(SelectNode node) {
        if (node.isOn) {
            node.isOn = false;
            if (node.isCandidate()) {
                tiers.get(node.tier).remove(node);
            }
            node.spec.channel.withdraw(node); // also a candidate: its marker may yet claim it (SelectState I5)
        }
    }

    /**
     * Gives up tiers that have lost their cases, once they are most of them: O(1) a case added, amortized.
     *
     * @param usedTiers how many tiers are in use, empty ones included
     * @return how many are in use now
     */
    int closeUpTiers(int usedTiers) {
        if (usedTiers < 2 * nodes.size() + SPARE_TIERS) {
            return usedTiers;
        }
        Candidates[] kept = new Candidates[usedTiers];
        for (SelectNode node : nodes) {
            kept[node.tier] = tiers.get(node.tier);
        }
        int[] moved = new int[usedTiers];
        tiers.clear();
        tiersToExamine.clear();
        for (int tier = 0; tier < usedTiers; tier++) {
            Candidates candidates = kept[tier];
            if (candidates != null) {
                moved[tier] = tiers.size();
                tiersToExamine.set(tiers.size(), !candidates.isEmpty());
                tiers.add(candidates);
            }
        }
        for (SelectNode node : nodes) {
            node.tier = moved[node.tier];
        }
        return tiers.size();
    }

    /** Takes all cases out; there is no turn after that. */
    void clear() {
        for (SelectNode node : nodes) {
            if (node.isOn && !node.isCandidate()) {
                node.spec.channel.withdraw(node);
            }
        }
        nodes.clear();
    }

    /**
     * One turn.
     *
     * @param waits whether to wait where no case is ready
     * @param deadline how long, if not for ever
     * @return the case that was performed, with its outcome; null if none was ready (until the deadline)
     */
    @Nullable SelectNode run(boolean waits, @Nullable ClockDeadline deadline) throws InterruptedException {
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
            state.owner(Parker.current());
            waitCount++;
            isTimed = deadline != null;
            state.beginWaiting();
            if (state.isAnyMarked() && state.casWaitingToIdle()) {
                continue;
            }
            return park(deadline);
        }
    }

    private void collectMarked() {
        SelectNode node = state.takeMarked();
        while (node != null) {
            SelectNode next = node.nextMarked;
            node.nextMarked = null;
            if (node.isOn && !node.isCandidate()) { // a mark may be older than the switching off, or than a claim
                addCandidate(node);
            }
            node = next;
        }
    }

    private @Nullable SelectNode examineCandidates() {
        for (int tier = -1; (tier = tiersToExamine.nextSetBit(tier + 1)) >= 0; ) {
            Candidates candidates = tiers.get(tier);
            while (!candidates.isEmpty()) {
                SelectNode node = candidates.any();
                Object outcome = node.spec.tryOrArm(node);
                if (outcome != null) {
                    node.complete(outcome);
                    return node; // and stays a candidate: its channel may have more
                }
                candidates.remove(node);
            }
            tiersToExamine.clear(tier);
        }
        return null;
    }

    private void addCandidate(SelectNode node) {
        tiers.get(node.tier).add(node);
        tiersToExamine.set(node.tier);
    }

    private @Nullable SelectNode park(@Nullable ClockDeadline deadline) throws InterruptedException {
        if (deadline == null) {
            return parkUntil(null);
        }
        WakeUp alarm = wakeUp;
        if (alarm == null) {
            alarm = new WakeUp(state.owner());
            wakeUp = alarm;
        } else {
            alarm.parker(state.owner());
        }
        deadline.timers().arm(alarm, deadline.nanos());
        try {
            return parkUntil(deadline);
        } finally {
            deadline.timers().cancel(alarm);
        }
    }

    private @Nullable SelectNode parkUntil(@Nullable ClockDeadline deadline) throws InterruptedException {
        boolean wasInterrupted = false;
        SelectNode winner;
        while ((winner = state.winner()) == null || winner.outcome() == null) {
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
            state.owner().park(this);
        }
        state.becomeIdle();
        addCandidate(winner);
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return winner;
    }

    private static void pauseAtRandom() {
        for (int spins = ThreadLocalRandom.current().nextInt(64); spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    @Override
    public WaitReason waitReason() {
        List<String> seen = nodesSeen()
                .limit(NAMED_CASES + 1L)
                .map(node -> node.spec.describe())
                .toList();
        String cases = seen.size() > NAMED_CASES ? nodes.size() + " cases" : String.join(", ", seen);
        return new WaitReason(WaitReason.Kind.SELECT, cases.isEmpty() ? "no cases" : cases);
    }

    /** By any thread, while the owner may go on: a copy does not change, but may have been taken halfway through a change. */
    private Stream<SelectNode> nodesSeen() {
        return Stream.of(nodes.toArray(new SelectNode[0])).filter(Objects::nonNull);
    }

    @Override
    public @Nullable LastingWait lastingWait() {
        boolean lasts = state.isAsleep() && !isTimed && nodesSeen().noneMatch(SelectTurn::isDueLater);
        return lasts ? new Wait(this, waitCount) : null;
    }

    private static boolean isDueLater(SelectNode node) {
        return node.isOn && node.spec.channel.isDueLater();
    }

    /** One of the waits of the turns. */
    private record Wait(SelectTurn turn, long number) implements LastingWait {
        @Override
        public WaitReason waitReason() {
            return turn.waitReason();
        }

        @Override
        public boolean isWithin(Home home) {
            return turn.nodesSeen().allMatch(node -> !node.isOn || node.spec.channel.isWithin(home));
        }
    }
}
