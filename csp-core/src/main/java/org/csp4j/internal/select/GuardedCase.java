package org.csp4j.internal.select;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A case that takes part only in those selects that begin while a condition holds. */
public final class GuardedCase<R extends @Nullable Object> extends CaseSpec<R> {
    private final BooleanSupplier guard;
    private final CaseSpec<R> guarded;

    public GuardedCase(BooleanSupplier guard, CaseSpec<R> guarded) {
        this.guard = guard;
        this.guarded = guarded;
    }

    boolean isOn() {
        return guard.getAsBoolean() && (!(guarded instanceof GuardedCase<R> inner) || inner.isOn());
    }

    @Override
    boolean isDynamic() {
        return true;
    }

    @Override
    @Nullable CaseSpec<R> resolve() {
        return guard.getAsBoolean() ? guarded.resolve() : null;
    }

    @Override
    CaseSpec<R> unguarded() {
        return guarded.unguarded();
    }
}
