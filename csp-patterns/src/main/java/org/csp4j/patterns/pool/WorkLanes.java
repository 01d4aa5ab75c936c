package org.csp4j.patterns.pool;

import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The keys by which a work pool orders tasks, for as long as there are tasks with them. Code of keys runs under no lock of the pool. */
final class WorkLanes {
    private final ConcurrentMap<Object, Lane> lanes = new ConcurrentHashMap<>();

    /** The tasks of one key: of these, one at a time may be taken. */
    static final class Lane {
        final Object key;
        private int users; // guarded by the map, for this key

        @Nullable WorkTask<?>
                first; // which may be taken, or was and has not ended; guarded by the pool's lock, as is what follows

        final LinkedHashSet<WorkTask<?>> others = new LinkedHashSet<>(); // who wait for that, in their order

        private Lane(Object key) {
            this.key = key;
        }
    }

    /** The lane of a key, for one task more. */
    Lane enter(Object key) {
        return lanes.compute(key, (_, lane) -> {
            Lane entered = lane != null ? lane : new Lane(key);
            entered.users++;
            return entered;
        });
    }

    /** One task of the lane has ended, or never was. */
    void leave(Lane lane) {
        lanes.computeIfPresent(lane.key, (_, same) -> --same.users == 0 ? null : same);
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }
}
