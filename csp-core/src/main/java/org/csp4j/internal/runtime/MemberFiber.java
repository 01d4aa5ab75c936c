package org.csp4j.internal.runtime;

import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.Membership;
import org.jspecify.annotations.Nullable;

/** A fiber that belongs to a group. A class of its own, so that other fibers have no field for it. */
sealed class MemberFiber<T extends @Nullable Object> extends RuntimeFiber<T> permits ScopeFiber {
    private final Membership membership;

    MemberFiber(
            CspRuntime runtime,
            FiberGroup group,
            @Nullable String givenName,
            Object site,
            boolean returnsValue,
            Object body) {
        super(runtime, givenName, site, returnsValue, Carried.into(group, returnsValue, body));
        this.membership = new Membership(group, this);
    }

    @Override
    public final FiberGroup group() {
        return membership.group();
    }

    @Override
    protected final void starting() {
        membership.begin();
    }

    /** Last of all: when the group is empty, nothing of its fibers is left to be done. */
    @Override
    protected void ended() {
        super.ended();
        membership.end();
    }
}
