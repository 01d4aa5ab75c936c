package org.csp4j.internal.select;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The cases of one tier that are to be examined: a bag that gives each of them up in O(1). Its owner's alone. */
final class Candidates {
    private @Nullable SelectNode[] nodes = new SelectNode[4];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Any of them, each with the same chance. */
    SelectNode any() {
        return at(size == 1 ? 0 : ThreadLocalRandom.current().nextInt(size));
    }

    /** Adds a node that is in no bag. */
    void add(SelectNode node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
        }
        node.bagIndex = size;
        nodes[size++] = node;
    }

    /** Takes out a node that is in this bag; the last one takes its place. */
    void remove(SelectNode node) {
        SelectNode last = at(--size);
        nodes[node.bagIndex] = last;
        last.bagIndex = node.bagIndex;
        nodes[size] = null;
        node.bagIndex = SelectNode.IN_NO_BAG;
    }

    private SelectNode at(int index) {
        return java.util.Objects.requireNonNull(nodes[index]);
    }
}
