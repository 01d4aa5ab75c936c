package org.csp4j.internal.park;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** Consumes the park permit of a virtual thread in its place, as {@code java.lang.VirtualThread.park} does before it parks. */
public final class Permits {
    private static final VarHandle PERMIT;

    static {
        try {
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            PERMIT = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
                    .findVarHandle(virtual, "parkPermit", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Permits() {}

    /** A virtual thread that was unparked, and does not run. */
    public static Thread threadWithPermit() {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        LockSupport.unpark(thread);
        return thread;
    }

    public static void consume(Thread thread) {
        PERMIT.compareAndSet(thread, true, false);
    }

    public static boolean isThere(Thread thread) {
        return (boolean) PERMIT.getVolatile(thread);
    }
}
