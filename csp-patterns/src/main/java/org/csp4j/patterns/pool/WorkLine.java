package org.csp4j.patterns.pool;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import org.csp4j.patterns.pool.WorkLanes.Lane;
import org.jspecify.annotations.Nullable;

/** The tasks of a work pool that wait for a worker, in the order in which they have come. Guarded by the lock of {@link WorkState}. */
final class WorkLine {
    /*
     * A task in the line is stored, or its caller waits: for a worker, or, if it is for the queue, for room there.
     *
     * I1  No more are stored than the queue has room for, and nobody waits for room while there is some.
     * I2  A task without a key is ready, and so is the first of each lane; the other tasks of a lane are with the lane.
     */
    private final int capacity;
    private final LinkedHashSet<WorkTask<?>> all = new LinkedHashSet<>();
    private final TreeMap<Long, WorkTask<?>> ready = new TreeMap<>(); // by number
    private final LinkedHashSet<WorkTask<?>> forRoom = new LinkedHashSet<>();
    private int stored;

    WorkLine(int capacity) {
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** All of them, in their order. */
    List<WorkTask<?>> tasks() {
        return List.copyOf(all);
    }

    /** How many are in the queue. */
    int stored() {
        return stored;
    }

    /** How many callers wait. */
    int waiting() {
        return all.size() - stored;
    }

    /** Places a task at the end, not stored. */
    void add(WorkTask<?> task) {
        all.add(task);
        Lane lane = task.lane;
        if (lane != null && lane.first != null) {
            lane.others.add(task); // I2
            return;
        }
        if (lane != null) {
            lane.first = task;
        }
        ready.put(task.number, task);
    }

    /** Stores a task that is in the line if there is room. */
    boolean store(WorkTask<?> task) {
        if (stored == capacity) {
            return false;
        }
        stored++;
        task.isStored = true;
        return true;
    }

    /** A task that is in the line waits for room. */
    void awaitRoom(WorkTask<?> task) {
        forRoom.add(task);
    }

    /** Stores one that waits for room, if there is some; returns null if there is no such thing. */
    @Nullable WorkTask<?> storeNext() {
        if (forRoom.isEmpty() || !store(forRoom.getFirst())) {
            return null;
        }
        return forRoom.removeFirst(); // I1
    }

    /** Takes the first that is ready; null if none is. Its lane is held up until the task {@linkplain #endLane ends}. */
    @Nullable WorkTask<?> poll() {
        if (ready.isEmpty()) {
            return null;
        }
        WorkTask<?> task = ready.pollFirstEntry().getValue();
        leave(task);
        return task;
    }

    /** Takes one out that no worker will take. */
    void remove(WorkTask<?> task) {
        ready.remove(task.number);
        leave(task);
        endLane(task);
    }

    private void leave(WorkTask<?> task) {
        all.remove(task);
        forRoom.remove(task);
        if (task.isStored) {
            task.isStored = false;
            stored--;
        }
    }

    /** A task has ended, or will not be taken: the next of its lane is ready. */
    void endLane(WorkTask<?> task) {
        Lane lane = task.lane;
        if (lane == null) {
            return;
        }
        if (lane.first != task) {
            lane.others.remove(task);
            return;
        }
        lane.first = lane.others.isEmpty() ? null : lane.others.removeFirst();
        if (lane.first != null) {
            ready.put(lane.first.number, lane.first); // I2
        }
    }
}
