package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What one carrier is to run: a bounded ring that its owner fills and empties, and from which others steal. */
final class RunQueue {
    /*
     * Positions are counted without end, as ints that wrap; a slot is a position modulo the capacity.
     *
     *   head    the first position that is taken     owner and thieves advance it by CAS     L1
     *   tail    the first that is free               the owner alone                         L2
     *
     * I1  head..tail are filled, and at most CAPACITY. A slot is written only when head has passed its earlier use.
     * I2  Whoever advances head over a position owns its task; what was read of the slots before a CAS that fails is nobody's.
     * I3  Positions that the owner has not cleared yet, of tasks that were stolen, still refer to them: until the owner finds
     *     its queue empty, or fills them again. Only the owner writes slots.
     * L1  Tasks are taken at the CAS of head.     L2  A task is there from the release of tail on.
     * E1  What precedes offer() happens-before the run of the task by whoever takes it: tail is released, and acquired.
     * P   offer() is wait-free, poll() and steal are lock-free: a CAS that fails means that another one took something.
     * Source: the per-P run queue of the Go runtime; as there, half of a victim's queue is stolen at once.
     * Checked by RunQueueStress (I1, I2, L1, L2, E1).
     */
    static final int CAPACITY = 256;

    private static final int MASK = CAPACITY - 1;
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Runnable[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(RunQueue.class, "head", int.class);
            TAIL = lookup.findVarHandle(RunQueue.class, "tail", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Runnable[] slots = new Runnable[CAPACITY];
    private volatile int head;
    private volatile int tail;
    private int cleared; // owner only: up to where stolen slots have been cleared (I3)

    /** Owner: adds a task at the end; false if there is no room. */
    boolean offer(Runnable task) {
        int end = tail;
        if (end - (int) HEAD.getAcquire(this) >= CAPACITY) {
            return false;
        }
        SLOT.setRelease(slots, end & MASK, task);
        TAIL.setRelease(this, end + 1); // L2, E1
        return true;
    }

    /** Owner: takes the first task. */
    @Nullable Runnable poll() {
        while (true) {
            int first = (int) HEAD.getAcquire(this);
            if (first == tail) {
                clearStolen(first);
                return null;
            }
            Runnable task = (Runnable) SLOT.getAcquire(slots, first & MASK);
            if (HEAD.compareAndSet(this, first, first + 1)) { // L1
                SLOT.setOpaque(slots, first & MASK, null);
                return task;
            }
        }
    }

    private void clearStolen(int end) {
        if (end - cleared > CAPACITY) {
            cleared = end - CAPACITY;
        }
        while (cleared != end) {
            SLOT.setOpaque(slots, cleared++ & MASK, null);
        }
    }

    /**
     * Owner of the empty queue {@code to}: moves half of this one's tasks there, at least one if there is any.
     *
     * @return one of them, to be run at once; null if there was none
     */
    @Nullable Runnable stealInto(RunQueue to) {
        while (true) {
            int first = (int) HEAD.getAcquire(this);
            int size = (int) TAIL.getAcquire(this) - first; // E1
            if (size <= 0) {
                return null;
            }
            int stolen = size - size / 2;
            if (stolen > CAPACITY / 2) {
                continue; // head and tail were read too far apart
            }
            Runnable run = (Runnable) SLOT.getAcquire(slots, first & MASK);
            int end = to.tail;
            for (int i = 1; i < stolen; i++) {
                SLOT.setRelease(to.slots, end + i - 1 & MASK, (Runnable) SLOT.getAcquire(slots, first + i & MASK));
            }
            if (HEAD.compareAndSet(this, first, first + stolen)) { // L1, I2
                TAIL.setRelease(to, end + stolen - 1); // L2
                return run;
            }
        }
    }

    /** How many tasks there are; a guess by others than the owner. */
    int size() {
        return Math.max(0, tail - head);
    }

    boolean isEmpty() {
        return tail == head;
    }
}
