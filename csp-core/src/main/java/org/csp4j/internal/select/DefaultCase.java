package org.csp4j.internal.select;

import org.jspecify.annotations.Nullable;

/** What to do when no other case can go on at once. */
public final class DefaultCase<R extends @Nullable Object> extends CaseSpec<R> {
    final Branch<? extends R> handler;

    public DefaultCase(Branch<? extends R> handler) {
        this.handler = handler;
    }
}
