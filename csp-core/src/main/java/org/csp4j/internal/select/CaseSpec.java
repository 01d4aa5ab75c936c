package org.csp4j.internal.select;

import org.csp4j.SelectCase;
import org.jspecify.annotations.Nullable;

/** What a select knows of a case. */
public abstract sealed class CaseSpec<R extends @Nullable Object> implements SelectCase<R>
        permits ChannelCase, TimeoutCase, DefaultCase, GuardedCase {

    /** Whether the case is to be asked anew each time a select begins. */
    boolean isDynamic() {
        return false;
    }

    /** The case as it stands for one select: without a guard, and with the element to send; null if its guard is off. */
    @Nullable CaseSpec<R> resolve() {
        return this;
    }

    /** The case without its guard. */
    CaseSpec<R> unguarded() {
        return this;
    }
}
