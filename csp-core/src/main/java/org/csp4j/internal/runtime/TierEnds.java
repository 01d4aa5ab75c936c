package org.csp4j.internal.runtime;

import org.csp4j.Tier;

/** Where the tiers of a select end among its cases. Those of small selects are made once. */
final class TierEnds {
    private static final int CACHED = 16;
    private static final int[][] ONE = new int[CACHED + 1][];
    private static final int[][] ONE_EACH = new int[CACHED + 1][];

    static {
        for (int cases = 0; cases <= CACHED; cases++) {
            ONE[cases] = new int[] {cases};
            ONE_EACH[cases] = ascending(cases);
        }
    }

    private TierEnds() {}

    /** All cases in one tier. */
    static int[] one(int cases) {
        return cases <= CACHED ? ONE[cases] : new int[] {cases};
    }

    /** Each case in a tier of its own. */
    static int[] oneEach(int cases) {
        return cases <= CACHED ? ONE_EACH[cases] : ascending(cases);
    }

    /** The tiers as they are given. */
    static int[] of(Tier<?>[] tiers) {
        int[] ends = new int[tiers.length];
        int end = 0;
        for (int i = 0; i < tiers.length; i++) {
            end += tiers[i].cases().size();
            ends[i] = end;
        }
        return ends;
    }

    private static int[] ascending(int cases) {
        int[] ends = new int[cases];
        for (int i = 0; i < cases; i++) {
            ends[i] = i + 1;
        }
        return ends;
    }
}
