package org.csp4j.internal.channel;

import org.jspecify.annotations.Nullable;

/** What a channel stores, first in first out. Guarded by the channel's lock; nothing in here allocates. */
abstract sealed class ElementBuffer permits Ring, Chunks {
    /** Stores an element; false if there is no room. */
    abstract boolean offer(Object element);

    /** Takes the element that has been stored longest; null if there is none. */
    abstract @Nullable Object poll();

    /** How many elements are stored. */
    abstract int size();
}
