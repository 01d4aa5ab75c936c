package org.csp4j.internal.sched;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A run queue in which each thread goes by what it has read a moment ago. */
final class UnclaimedRunQueue {
    static final int CAPACITY = 4;

    private final AtomicReferenceArray<@Nullable Runnable> slots = new AtomicReferenceArray<>(CAPACITY);
    private volatile int head;
    private volatile int tail;

    UnclaimedRunQueue(Runnable... tasks) {
        for (Runnable task : tasks) {
            offer(task);
        }
    }

    boolean offer(Runnable task) {
        int end = tail;
        tail = end + 1;
        slots.set(end % CAPACITY, task);
        return true;
    }

    @Nullable Runnable poll() {
        int first = head;
        if (first == tail) {
            return null;
        }
        head = first + 1;
        return slots.getAndSet(first % CAPACITY, null);
    }

    @Nullable Runnable stealInto(RunQueue to) {
        int first = head;
        int size = tail - first;
        int stolen = size - size / 2;
        Runnable run = size == 0 ? null : slots.get(first % CAPACITY);
        for (int i = 1; i < stolen; i++) {
            Runnable moved = slots.get((first + i) % CAPACITY);
            if (moved != null) {
                to.offer(moved);
            }
        }
        head = first + stolen;
        return run;
    }
}
