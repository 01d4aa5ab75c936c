package org.csp4j.internal.util;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** Objects of one kind that somebody else keeps alive, each told from the others by its identity. By any thread. */
public final class WeakBag<T> {
    private final Set<T> content = Collections.newSetFromMap(new WeakHashMap<>()); // guarded by itself

    /** Puts an object in, whose class leaves {@code equals} alone. */
    public void add(T object) {
        synchronized (content) {
            content.add(object);
        }
    }

    /** Those that are there. */
    public List<T> list() {
        synchronized (content) {
            return List.copyOf(content);
        }
    }
}
