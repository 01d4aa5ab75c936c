package org.csp4j.internal.select;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.csp4j.internal.fiber.Awaited;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.Parker;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a select of a few cases that is used once. The cases are added tier after tier. A fiber uses the same one for all of its
 * selects that have to wait, as long as they have few cases.
 */
final class BriefTurn extends SelectTurn implements Awaited {
    /*
     * I1  It is in use from forCaller() until clear() has come to its end. Then its nodes are in no queue, and who has marked one cannot
     *     choose it any more (SelectState I5): `known` are those to withdraw for that. A mark that was left is collected by the next turn,
     *     before it queues anything. Who finds the fiber's in use makes another, which is kept from then on: code of users has come
     *     between, or an error has left it where it stands.
     * I2  The peer that gives the outcome knows nothing of it after that but the fiber, whose next park it may end for no reason.
     * Checked by KeptTurnTest (I1, I2), and by what SelectState names.
     */

    /** How many cases there may be. */
    static final int MAX = Long.SIZE;

    /** A fiber keeps those that have room for no more than so many. */
    static final int MOST_KEPT = 8;

    private final SelectNode[] nodes; // in the order of their tiers; each is made when it is needed first
    private int size;
    private long candidates; // a bit for each node that is to be examined, by its position
    private long known; // likewise: that its channel may know, by a queue or as one that was marked
    private boolean isInUse;

    BriefTurn(Parker caller, int mostCases) {
        super(caller);
        nodes = new SelectNode[mostCases];
    }

    /** One for a select of the calling thread, which begins now; {@link #clear} ends it. */
    static BriefTurn forCaller(int mostCases) {
        Parker caller = Parker.current();
        BriefTurn turn = caller instanceof FiberParker fiber && mostCases <= MOST_KEPT
                ? keptBy(fiber, mostCases)
                : new BriefTurn(caller, mostCases);
        turn.isInUse = true;
        return turn;
    }

    private static BriefTurn keptBy(FiberParker fiber, int mostCases) {
        if (fiber.keptTurn() instanceof BriefTurn kept && !kept.isInUse && kept.nodes.length >= mostCases) {
            return kept;
        }
        BriefTurn turn = new BriefTurn(fiber, mostCases);
        fiber.keepTurn(turn);
        return turn;
    }

    @Override
    Parker caller() {
        return owner();
    }

    @Override
    SelectNode add(ChannelCase<?> spec, int tier) {
        SelectNode node = nodes[size];
        if (node == null) {
            node = node();
            node.isOn = true;
            node.position = size;
            nodes[size] = node;
        }
        node.become(spec, tier);
        candidates |= bit(node);
        size++;
        return node;
    }

    private static long bit(SelectNode node) {
        return 1L << node.position;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    SelectNode at(int position) {
        return nodes[position];
    }

    @Override
    void wasMarked(SelectNode node) {
        candidates |= bit(node);
    }

    @Override
    void wasChosen(SelectNode node) {
        known &= ~bit(node);
    }

    @Override
    @Nullable SelectNode examineCandidates() {
        int end;
        for (int begin = 0; begin < size; begin = end) {
            end = endOfTier(begin);
            long ofTier;
            while ((ofTier = candidates & positions(begin, end)) != 0) {
                SelectNode node = nodes[anyOf(ofTier)];
                known |= bit(node); // whatever comes between
                if (isPerformed(node)) {
                    known &= ~bit(node);
                    return node;
                }
                candidates &= ~bit(node);
            }
        }
        return null;
    }

    private int endOfTier(int begin) {
        int end = begin + 1;
        while (end < size && nodes[end].tier == nodes[begin].tier) {
            end++;
        }
        return end;
    }

    private static long positions(int begin, int end) {
        return -1L >>> (MAX - (end - begin)) << begin;
    }

    /** The position of one of these bits, each with the same chance. */
    private static int anyOf(long bits) {
        int count = Long.bitCount(bits);
        for (int skipped = count == 1 ? 0 : ThreadLocalRandom.current().nextInt(count); skipped > 0; skipped--) {
            bits &= bits - 1;
        }
        return Long.numberOfTrailingZeros(bits);
    }

    @Override
    void clear() {
        for (; known != 0; known &= known - 1) {
            SelectNode node = nodes[Long.numberOfTrailingZeros(known)];
            node.spec().channel.withdraw(node);
        }
        for (int position = 0; position < size; position++) {
            nodes[position].forget();
        }
        size = 0;
        candidates = 0;
        isInUse = !isIdle(); // I1
    }

    @Override
    public boolean isThere() {
        return decided() != null;
    }

    @Override
    public boolean isRendezvous() {
        for (int position = 0; position < size; position++) {
            if (!nodes[position].spec().channel.isRendezvous()) {
                return false;
            }
        }
        return true;
    }

    @Override
    Stream<ChannelCase<?>> casesSeen() {
        Stream.Builder<ChannelCase<?>> cases = Stream.builder();
        for (SelectNode node : nodes) {
            ChannelCase<?> spec = node == null ? null : node.specSeen();
            if (spec != null) {
                cases.add(spec);
            }
        }
        return cases.build();
    }
}
