package org.csp4j.internal.sched;

import org.csp4j.internal.util.SpinLocked;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/** Where tasks go that have no carrier yet: from other threads, from full run queues, from carriers that were relieved. */
final class InjectionQueue extends SpinLocked {
    /*
     * I1  A task is taken once. The queue is one for many producers and one consumer: who takes, holds the lock.
     * E1  What precedes add() happens-before the run of the task by whoever takes it, by the queue; SpinLocked E1 for its consumers.
     * P   add() waits for nobody. A task whose producer has lost its processor in the middle of add() hides those that come after it,
     *     until that is done; who adds wakes a carrier then.
     * Checked by InjectionQueueStress (I1, E1).
     */
    private static final int CHUNK = 256;

    private final MpscUnboundedAtomicArrayQueue<Runnable> tasks = new MpscUnboundedAtomicArrayQueue<>(CHUNK);

    /** Anybody: adds a task. Wait-free, but for a chunk now and then. */
    void add(Runnable task) {
        tasks.add(task);
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    int size() {
        return tasks.size();
    }

    /** Takes the first task; null if there is none, or the only one is still being added (who adds it wakes a carrier then). */
    @Nullable Runnable poll() {
        if (tasks.isEmpty()) {
            return null;
        }
        lock();
        Runnable task = tasks.relaxedPoll();
        unlock();
        return task;
    }

    /**
     * Owner of the empty queue {@code to}: takes the first task, and moves a fair share of the others there.
     *
     * @param carriers among how many the tasks are to be shared
     */
    @Nullable Runnable pollInto(RunQueue to, int carriers) {
        if (tasks.isEmpty()) {
            return null;
        }
        lock();
        Runnable first = tasks.relaxedPoll();
        if (first != null) {
            int share = Math.min(tasks.size() / carriers, RunQueue.CAPACITY / 2);
            for (int i = 0; i < share; i++) {
                Runnable task = tasks.relaxedPoll();
                if (task == null) {
                    break;
                }
                to.offer(task);
            }
        }
        unlock();
        return first;
    }
}
