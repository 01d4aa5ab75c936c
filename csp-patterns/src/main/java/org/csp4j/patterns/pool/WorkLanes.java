package org.csp4j.patterns.pool;

import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which a work pool orders tasks, for as long as there are tasks with them. Code of keys runs when a task is submitted, under no
 * lock of the pool, and never again: it may fail, and who ends a task cannot.
 */
final class WorkLanes {
    private final ConcurrentMap<Object, Lane> lanes =
            new ConcurrentHashMap<>(); // by a SubmittedKey; found again by a KnownKey

    /** The tasks of one key: of these, one at a time may be taken. */
    static final class Lane {
        private final SubmittedKey key;
        private int users; // guarded by the map, for this key

        @Nullable WorkTask<?>
                first; // which may be taken, or was and has not ended; guarded by the pool's lock, as is what follows

        final LinkedHashSet<WorkTask<?>> others = new LinkedHashSet<>(); // who wait for that, in their order

        private Lane(SubmittedKey key) {
            this.key = key;
        }
    }

    private record SubmittedKey(Object key, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SubmittedKey same && hash == same.hash && key.equals(same.key);
        }
    }

    /** Is equal to one that is in the map, and does not ask the key whether it is. */
    private record KnownKey(SubmittedKey known) {
        @Override
        public int hashCode() {
            return known.hash;
        }

        @Override
        public boolean equals(Object other) {
            return other == known;
        }
    }

    /** The lane of a key, for one task more. */
    Lane enter(Object key) {
        return lanes.compute(new SubmittedKey(key, key.hashCode()), (submitted, lane) -> {
            Lane entered = lane != null ? lane : new Lane((SubmittedKey) submitted);
            entered.users++;
            return entered;
        });
    }

    /** One task of the lane has ended, or never was. */
    void leave(Lane lane) {
        lanes.computeIfPresent(new KnownKey(lane.key), (_, same) -> --same.users == 0 ? null : same);
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }
}
