package org.csp4j.patterns.pool;

import org.jspecify.annotations.Nullable;

/** A way into a work pool other than the pool itself. */
final class WorkView extends WorkSubmitter {
    WorkView(WorkState state, boolean isQueued, @Nullable Object key) {
        super(state, isQueued, key);
    }

    @Override
    public String toString() {
        return "pool '" + state.name() + "'" + (isQueued ? ", queued" : "") + (key == null ? "" : ", by key " + key);
    }
}
