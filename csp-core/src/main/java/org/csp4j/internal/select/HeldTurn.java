package org.csp4j.internal.select;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.internal.fiber.Parker;
import org.jspecify.annotations.Nullable;

/** The turns of a select whose cases come and go, and may be many: what has not become ready since the last turn costs nothing in this one. */
final class HeldTurn extends SelectTurn {
    private static final int SPARE_TIERS = 16;

    private final List<Candidates> tiers = new ArrayList<>(1);
    private final BitSet tiersToExamine = new BitSet(1); // those that have candidates
    private final List<SelectNode> nodes;

    HeldTurn(int expectedCases) {
        super(Parker.current());
        nodes = new ArrayList<>(expectedCases);
    }

    @Override
    Parker caller() {
        return Parker.current();
    }

    @Override
    SelectNode add(ChannelCase<?> spec, int tier) {
        while (tiers.size() <= tier) {
            tiers.add(new Candidates());
        }
        SelectNode node = node();
        node.become(spec, tier);
        node.position = nodes.size();
        nodes.add(node);
        switchOn(node);
        return node;
    }

    @Override
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
            node.spec().channel.withdraw(node); // also a candidate: its marker may yet claim it (SelectState I5)
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

    @Override
    void clear() {
        for (SelectNode node : nodes) {
            if (node.isOn && !node.isCandidate()) {
                node.spec().channel.withdraw(node);
            }
        }
        nodes.clear();
    }

    @Override
    @Nullable SelectNode examineCandidates() {
        for (int tier = -1; (tier = tiersToExamine.nextSetBit(tier + 1)) >= 0; ) {
            Candidates candidates = tiers.get(tier);
            while (!candidates.isEmpty()) {
                SelectNode node = candidates.any();
                if (isPerformed(node)) {
                    return node; // and stays a candidate: its channel may have more
                }
                candidates.remove(node);
            }
            tiersToExamine.clear(tier);
        }
        return null;
    }

    @Override
    SelectNode at(int position) {
        return nodes.get(position);
    }

    @Override
    void wasChosen(SelectNode node) {
        wasMarked(node); // its channel may have more
    }

    @Override
    void wasMarked(SelectNode node) {
        if (node.isOn && !node.isCandidate()) {
            addCandidate(node);
        }
    }

    private void addCandidate(SelectNode node) {
        tiers.get(node.tier).add(node);
        tiersToExamine.set(node.tier);
    }

    @Override
    Stream<ChannelCase<?>> casesSeen() {
        return Stream.of(nodes.toArray(new SelectNode[0]))
                .filter(node -> node != null && node.isOn)
                .map(SelectNode::spec);
    }
}
