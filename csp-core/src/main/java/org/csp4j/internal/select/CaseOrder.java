package org.csp4j.internal.select;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A random order of up to 16 cases, packed four bits a case, and drawn one by one: a select that finds the first case ready
 * pays for one draw, and none allocates. To take the first ready case of a random order is to choose uniformly among those that
 * are ready. (Fisher and Yates 1938, in Durstenfeld's form of 1964.)
 */
final class CaseOrder {
    /** How many cases fit. */
    static final int MAX = 16;

    private static final long ASCENDING = 0xFEDC_BA98_7654_3210L;

    private CaseOrder() {}

    /** An order of which nothing has been drawn yet. */
    static long undrawn() {
        return ASCENDING;
    }

    /** The order with the case at {@code position} drawn at random from those that are left of {@code size}. */
    static long draw(long order, int position, int size) {
        int left = size - position;
        int other =
                left == 1 ? position : position + ThreadLocalRandom.current().nextInt(left);
        long difference = (at(order, position) ^ at(order, other));
        return order ^ (difference << (4 * position)) ^ (difference << (4 * other));
    }

    /** The case at a position that has been drawn. */
    static int at(long order, int position) {
        return (int) (order >>> (4 * position)) & 0xF;
    }
}
