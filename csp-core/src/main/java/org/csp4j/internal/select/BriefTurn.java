package org.csp4j.internal.select;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.csp4j.internal.fiber.Awaited;
import org.jspecify.annotations.Nullable;

/** The turn of a select of a few cases that is used once. The cases are added tier after tier. It allocates little beside their nodes. */
final class BriefTurn extends SelectTurn implements Awaited {
    /** How many cases there may be. */
    static final int MAX = Long.SIZE;

    private final SelectNode[] nodes; // in the order of their tiers
    private int size;
    private long candidates; // a bit for each node that is to be examined, by its position

    BriefTurn(int mostCases) {
        nodes = new SelectNode[mostCases];
    }

    @Override
    SelectNode add(ChannelCase<?> spec, int tier) {
        SelectNode node = node(spec, tier);
        node.isOn = true;
        node.position = size;
        nodes[size++] = node;
        examineAgain(node);
        return node;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    void examineAgain(SelectNode node) {
        candidates |= 1L << node.position;
    }

    @Override
    @Nullable SelectNode examineCandidates() {
        int end;
        for (int begin = 0; begin < size; begin = end) {
            end = endOfTier(begin);
            long ofTier;
            while ((ofTier = candidates & positions(begin, end)) != 0) {
                int position = anyOf(ofTier);
                if (isPerformed(nodes[position])) {
                    return nodes[position];
                }
                candidates &= ~(1L << position);
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
        for (int position = 0; position < size; position++) {
            if ((candidates & 1L << position) == 0) { // it is queued
                nodes[position].spec.channel.withdraw(nodes[position]);
            }
        }
    }

    @Override
    public boolean isThere() {
        return decided() != null;
    }

    @Override
    public boolean isRendezvous() {
        for (int position = 0; position < size; position++) {
            if (!nodes[position].spec.channel.isRendezvous()) {
                return false;
            }
        }
        return true;
    }

    @Override
    Stream<SelectNode> nodesSeen() {
        return Arrays.stream(nodes).filter(Objects::nonNull);
    }
}
