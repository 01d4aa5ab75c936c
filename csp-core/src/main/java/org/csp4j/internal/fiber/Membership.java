package org.csp4j.internal.fiber;

/** A fiber's place in its {@link FiberGroup}: fibers that are in none do without. */
public final class Membership extends FiberLink {
    private final FiberGroup group;
    private final FiberCore fiber;

    public Membership(FiberGroup group, FiberCore fiber) {
        this.group = group;
        this.fiber = fiber;
    }

    public FiberGroup group() {
        return group;
    }

    @Override
    FiberCore fiber() {
        return fiber;
    }

    /** The fiber is about to be started. */
    public void begin() {
        group.enter(this);
    }

    /** The fiber has ended, or could not be started. */
    public void end() {
        group.leave(this);
    }
}
