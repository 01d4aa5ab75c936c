package org.csp4j.internal.sched;

import org.csp4j.internal.util.LibraryThread;

/**
 * The threads of engines. They are started by whoever happens to need one, and take nothing over from there: no thread locals, no
 * context class loader, no priority, and no thread group that others could interrupt.
 */
final class EngineThreads {
    /** The one that has no parent: it is there as long as the JVM. */
    static final ThreadGroup GROUP = topGroup();

    private EngineThreads() {}

    private static ThreadGroup topGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
            group = parent;
        }
        return group;
    }

    static Thread make(String name, Runnable task) {
        return make(name, task, 0);
    }

    /** One that asks for a stack of this size; 0 is the JVM's default. */
    static Thread make(String name, Runnable task, long stackBytes) {
        return ready(new LibraryThread(GROUP, task, name, stackBytes, false));
    }

    /** The thread, which was made in the group, and not to inherit thread locals; then its class loader is the system's as well. */
    @SuppressWarnings("ThreadPriorityCheck") // it is the normal one, rather than that of who starts the thread
    static <T extends Thread> T ready(T thread) {
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        return thread;
    }
}
