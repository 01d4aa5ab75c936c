package org.csp4j.patterns.pool;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import org.csp4j.patterns.pool.WorkLanes.Lane;
import org.jspecify.annotations.Nullable;

/** The tasks of a work pool that wait for a worker, in the order in which they have come. Guarded by the lock of {@link WorkState}. */
final class WorkLine {
    /*
     * A task in the line is stored, or its caller waits: for a worker, or, if it is for the queue, for room there.
     *
     * I1  No more are stored than the queue has room for, and nobody waits for room while there is some.
     * I2  A task without a key is ready, and so is the first of each lane; the other tasks of a lane are with the lane, and held.
     * I3  A task in the line is ready since it has come, or became ready later, or is held: in one of these three. The first are in the
     *     order of their numbers by themselves, and only the second, which have keys, have to be sorted.
     */
    private static final Comparator<WorkTask<?>> BY_NUMBER = Comparator.comparingLong(WorkTask::number);

    private final int capacity;
    private final TaskList ready = new TaskList(); // since they have come
    private final TreeSet<WorkTask<?>> readyLater = new TreeSet<>(BY_NUMBER);
    private final TaskList held = new TaskList();
    private final LinkedHashSet<WorkTask<?>> forRoom = new LinkedHashSet<>();
    private int stored;

    WorkLine(int capacity) {
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    private int size() {
        return ready.size() + readyLater.size() + held.size();
    }

    /** All of them, in their order. */
    List<WorkTask<?>> tasks() {
        List<WorkTask<?>> all = ready.tasks();
        all.addAll(readyLater);
        all.addAll(held.tasks());
        all.sort(BY_NUMBER);
        return all;
    }

    /** How many are in the queue. */
    int stored() {
        return stored;
    }

    /** How many callers wait. */
    int waiting() {
        return size() - stored;
    }

    /** Places a task at the end, not stored. */
    void add(WorkTask<?> task) {
        Lane lane = task.lane;
        if (lane != null && lane.first != null) {
            lane.others.add(task); // I2
            held.add(task);
            return;
        }
        if (lane != null) {
            lane.first = task;
        }
        ready.add(task);
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
        WorkTask<?> task = ready.first();
        if (!readyLater.isEmpty() && (task == null || readyLater.first().number < task.number)) {
            task = readyLater.removeFirst();
        } else if (task != null) {
            ready.remove(task);
        } else {
            return null;
        }
        leave(task);
        return task;
    }

    /** Takes one out that no worker will take. */
    void remove(WorkTask<?> task) {
        if (task.lane != null && task.lane.first != task) {
            held.remove(task);
        } else if (!readyLater.remove(task)) {
            ready.remove(task);
        }
        leave(task);
        endLane(task);
    }

    private void leave(WorkTask<?> task) {
        if (!forRoom.isEmpty()) {
            forRoom.remove(task);
        }
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
            held.remove(lane.first);
            readyLater.add(lane.first); // I2, I3
        }
    }
}
