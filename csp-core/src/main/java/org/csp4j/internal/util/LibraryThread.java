package org.csp4j.internal.util;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A platform thread of the library's own, by which it can be told from those of others. They are counted, and so are virtual ones. */
public class LibraryThread extends Thread {
    private static final AtomicLong BEGUN = new AtomicLong();
    private static final AtomicLong MADE = new AtomicLong();

    /** As the constructor of {@link Thread} does, with the default size of stack. */
    public LibraryThread(
            @Nullable ThreadGroup group, @Nullable Runnable task, String name, boolean inheritsThreadLocals) {
        this(group, task, name, 0, inheritsThreadLocals);
    }

    /** As the constructor of {@link Thread} does. */
    public LibraryThread(
            @Nullable ThreadGroup group,
            @Nullable Runnable task,
            String name,
            long stackBytes,
            boolean inheritsThreadLocals) {
        BEGUN.incrementAndGet();
        super(group, task, name, stackBytes, inheritsThreadLocals);
        MADE.incrementAndGet();
    }

    /** Starts a virtual thread of the library's own, which wakes nobody who is not awake himself. */
    public static Thread startVirtual(String name, Runnable task) {
        BEGUN.incrementAndGet();
        Thread thread = Thread.ofVirtual()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .unstarted(task);
        MADE.incrementAndGet();
        thread.start();
        return thread;
    }

    /** How many have been made, or are being made. */
    public static long begun() {
        return BEGUN.get();
    }

    /** How many have been made. */
    public static long made() {
        return MADE.get();
    }
}
