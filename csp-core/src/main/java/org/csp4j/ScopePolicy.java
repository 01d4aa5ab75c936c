package org.csp4j;

/** What a failure of a fiber means to its {@link Scope}, and when the scope has what it is for. */
public final class ScopePolicy {
    /** The first failure fails the scope, and cancels the other fibers. */
    public static final ScopePolicy FAIL_FAST = new ScopePolicy("FAIL_FAST", 0);

    /** Failures concern nobody: each fiber fails by itself, as outside of scopes. */
    public static final ScopePolicy SUPERVISE = new ScopePolicy("SUPERVISE", 0);

    /** Failures cancel nobody. When all fibers have ended, the scope fails with all failures that there were. */
    public static final ScopePolicy COLLECT_ALL = new ScopePolicy("COLLECT_ALL", 0);

    /** The first fiber to succeed is enough: a {@linkplain #quorum(int) quorum} of one. */
    public static final ScopePolicy FIRST_SUCCESS = new ScopePolicy("FIRST_SUCCESS", 1);

    private final String name;
    private final int quorum;

    private ScopePolicy(String name, int quorum) {
        this.name = name;
        this.quorum = quorum;
    }

    /**
     * So many fibers that succeed are enough: the others are cancelled then, and failures do not matter any more. Until then they
     * cancel nobody. If all have ended and fewer have succeeded, {@link Scope#join()} fails with all failures that there were. Those
     * count that are started by the scope's own methods.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public static ScopePolicy quorum(int successes) {
        if (successes < 1) {
            throw new IllegalArgumentException("a quorum of " + successes + " is none; it takes at least 1");
        }
        return successes == 1 ? FIRST_SUCCESS : new ScopePolicy("quorum(" + successes + ")", successes);
    }

    /** How many fibers have to succeed; 0 where that is not asked. */
    public int successes() {
        return quorum;
    }

    @Override
    public String toString() {
        return name;
    }
}
