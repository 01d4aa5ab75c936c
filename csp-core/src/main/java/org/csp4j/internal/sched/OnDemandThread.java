package org.csp4j.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that needs a thread of its own now and then: the thread is started when it does, and ends when there is nothing to do. */
public abstract class OnDemandThread implements Runnable {
    /*
     * I1  At most one thread works: the one whose CAS has made isThere true.
     * I2  While it is needed, it is there. Dekker: who needs it makes that visible, then reads isThere; the thread that is about to end
     *     makes isThere false, then looks once more whether it is needed. All of that is volatile.
     * I3  Who unparks it reads `worker` after it has made visible what for; the thread writes worker, and then looks for that.
     * E1  What one thread did when it worked happens-before what the next one does: isThere.
     * Checked by OnDemandThreadStress (I1, I2).
     */
    private static final VarHandle IS_THERE;

    static {
        try {
            IS_THERE = MethodHandles.lookup().findVarHandle(OnDemandThread.class, "isThere", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final Consumer<Thread> starter;
    private volatile boolean isThere;
    private volatile @Nullable Thread worker; // the one that works, or has been the last to

    protected OnDemandThread(String name, Consumer<Thread> starter) {
        this.name = name;
        this.starter = starter;
    }

    /** In the thread: does what there is to do; it may wait for more. */
    protected abstract void work();

    /** Whether there is something to do. */
    protected abstract boolean isNeeded();

    /** There is something to do: starts the thread, unless it is there. If it cannot be started, somebody has to call this again. */
    protected final void need() {
        if (!isThere && IS_THERE.compareAndSet(this, false, true)) { // I1, I2
            try {
                starter.accept(EngineThreads.make(name, this));
            } catch (
                    OutOfMemoryError
                            e) { // no memory, or too many threads; who needs this has other things to do, and does them
                isThere = false;
            }
        }
    }

    final void unpark() {
        LockSupport.unpark(worker);
    }

    @Override
    public final void run() {
        do {
            worker = Thread.currentThread(); // I3
            try {
                work();
            } finally {
                isThere = false;
            }
        } while (isNeeded() && IS_THERE.compareAndSet(this, false, true)); // I2
    }
}
