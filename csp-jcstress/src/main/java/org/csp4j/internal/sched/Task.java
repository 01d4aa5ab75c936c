package org.csp4j.internal.sched;

import org.jspecify.annotations.Nullable;

/** Something to run, of which only the name matters. */
record Task(String name) implements Runnable {
    @Override
    public void run() {
        throw new AssertionError(name + " is passed on, and not run");
    }

    /** The name, for a result. */
    static String name(@Nullable Runnable task) {
        return task == null ? "nothing" : ((Task) task).name;
    }
}
