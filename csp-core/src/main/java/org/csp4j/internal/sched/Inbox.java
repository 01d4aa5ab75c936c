package org.csp4j.internal.sched;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What comes to one carrier from others: fibers that have left these (Crowding). */
final class Inbox {
    /*
     * I1  A task is taken once: by the owner; by a thief, if the owner was relieved; or by whoever moves it on from an inbox that is
     *     closed. Dekker: who adds does so, and then looks whether the inbox is closed; who closes it does so, and then empties it.
     * I2  No task is here while the owner sleeps. Dekker: who adds does so, and then wakes the owner, if that is asleep; who falls asleep
     *     counts as asleep, and then looks here.
     * E1  InjectionQueue E1.
     * Checked by InboxStress (I1, I2), and CrowdingTest.
     */
    private final InjectionQueue tasks = new InjectionQueue();
    private volatile boolean isClosed;

    /** Anybody: adds a task, here or, if the inbox is closed, there. A full fence. */
    void add(Runnable task, InjectionQueue instead) {
        tasks.add(task);
        VarHandle.fullFence();
        if (isClosed) {
            moveTo(instead);
        }
    }

    /** Owner: takes nothing any more, and moves on what is here; whether that was anything. */
    boolean close(InjectionQueue instead) {
        isClosed = true;
        return moveTo(instead);
    }

    private boolean moveTo(InjectionQueue other) {
        boolean hasMoved = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            other.add(task);
            hasMoved = true;
        }
        return hasMoved;
    }

    @Nullable Runnable poll() {
        return tasks.poll();
    }

    boolean isClosed() {
        return isClosed;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    int size() {
        return tasks.size();
    }
}
