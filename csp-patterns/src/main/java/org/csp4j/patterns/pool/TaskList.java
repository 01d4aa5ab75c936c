package org.csp4j.patterns.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks of a work pool, in the order in which they were added. They are the links: each is in one list at most. Guarded by the pool's lock. */
final class TaskList {
    private @Nullable WorkTask<?> first;
    private @Nullable WorkTask<?> last;
    private int size;

    @Nullable WorkTask<?> first() {
        return first;
    }

    int size() {
        return size;
    }

    /** Adds a task at the end. */
    void add(WorkTask<?> task) {
        task.previous = last;
        if (last == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
        size++;
    }

    /** Takes out a task that is in the list. */
    void remove(WorkTask<?> task) {
        WorkTask<?> previous = task.previous;
        WorkTask<?> next = task.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        task.previous = null; // a task that has ended keeps no other alive
        task.next = null;
        size--;
    }

    /** All of them, in their order. */
    List<WorkTask<?>> tasks() {
        List<WorkTask<?>> all = new ArrayList<>(size);
        for (WorkTask<?> task = first; task != null; task = task.next) {
            all.add(task);
        }
        return all;
    }
}
