package org.csp4j.internal.jdk;

import static org.csp4j.internal.jdk.VirtualThreads.inside;
import static org.csp4j.internal.jdk.VirtualThreads.thrown;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VarHandle.AccessMode;

/** The continuations of virtual threads: what of a thread is its stack, and runs on a carrier. */
public final class Continuations {
    /*
     * The steps of run() and yieldTo() are those of the JDK, in its order, but for what cannot be otherwise here:
     *
     * I1  The thread's state has gone from PARKED to RUNNING by the caller's CAS, so nobody else runs the continuation or looks at its
     *     stack. `mounted` is written for those who look at it, and need not be won by a CAS.
     * I2  The thread is PARKED again, or whatever it is to be, only after run() has returned, and by a volatile write. So `mounted`
     *     needs no fence at the end either.
     * I3  The continuation has run before; it is not part of another one, as the carrier runs nothing else; and it has not ended: who
     *     has ended is not PARKED.
     * I4  A carrier that runs no thread has no cache of scoped values: the JDK leaves none either. So what is null need not be written,
     *     which costs as much as a fence; fibers that use scoped values pay for it.
     * I5  What runs is the thread's continuation itself, and no other that the thread runs within its own; so it is the one that
     *     yields, and no other has to be told. (`yieldInfo` stays null.)
     *
     * The carrier is passed on, never asked for: DirectParking, I4.
     * That the thread's frames are ours down to the one that yields is what makes it fast to go on: the processor foresees where it
     * returns to.
     * Source: JDK 25, jdk.internal.vm.Continuation: run, postYieldCleanup, yield, yield0; VirtualThread.yieldContinuation.
     */
    private static final MethodHandle OF_THREAD;
    private static final MethodHandle RUN;
    private static final MethodHandle ENTER;
    private static final MethodHandle DO_YIELD;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle LET_GO_IF_DONE;
    private static final MethodHandle SET_MOUNTED_RELEASE;
    private static final MethodHandle CONTINUATION_ON;
    private static final MethodHandle SET_CONTINUATION_ON;
    private static final MethodHandle CACHE;
    private static final MethodHandle SET_CACHE;
    private static final MethodHandle CACHE_OF_CARRIER;
    private static final MethodHandle SET_CACHE_OF_CARRIER;

    static {
        try {
            VirtualThreads.openToThisLibrary("jdk.internal.vm");
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            Lookup lookup = inside(type);
            Lookup inThread = inside(Thread.class);

            OF_THREAD = inside(virtual)
                    .findVarHandle(virtual, "cont", type)
                    .toMethodHandle(AccessMode.GET)
                    .asType(MethodType.methodType(Object.class, Thread.class));
            RUN = lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            DO_YIELD = lookup.findStatic(type, "doYield", MethodType.methodType(int.class));
            ENTER = lookup.findStatic(
                            type, "enterSpecial", MethodType.methodType(void.class, type, boolean.class, boolean.class))
                    .asType(MethodType.methodType(void.class, Object.class, boolean.class, boolean.class));
            IS_DONE = lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Object.class));
            LET_GO_IF_DONE = lookup.findVirtual(type, "postYieldCleanup", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            SET_MOUNTED_RELEASE = lookup.findVarHandle(type, "mounted", boolean.class)
                    .toMethodHandle(AccessMode.SET_RELEASE)
                    .asType(MethodType.methodType(void.class, Object.class, boolean.class));
            VarHandle continuation = inThread.findVarHandle(Thread.class, "cont", type);
            CONTINUATION_ON = continuation
                    .toMethodHandle(AccessMode.GET)
                    .asType(MethodType.methodType(Object.class, Thread.class));
            SET_CONTINUATION_ON = continuation
                    .toMethodHandle(AccessMode.SET)
                    .asType(MethodType.methodType(void.class, Thread.class, Object.class));
            VarHandle cache = lookup.findVarHandle(type, "scopedValueCache", Object[].class);
            CACHE = cache.toMethodHandle(AccessMode.GET).asType(MethodType.methodType(Object[].class, Object.class));
            SET_CACHE = cache.toMethodHandle(AccessMode.SET)
                    .asType(MethodType.methodType(void.class, Object.class, Object[].class));
            CACHE_OF_CARRIER =
                    inThread.findStatic(Thread.class, "scopedValueCache", MethodType.methodType(Object[].class));
            SET_CACHE_OF_CARRIER = inThread.findStatic(
                    Thread.class, "setScopedValueCache", MethodType.methodType(void.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Continuations() {}

    /** The continuation of a virtual thread. */
    public static Object of(Thread thread) {
        try {
            return (Object) OF_THREAD.invokeExact(thread);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * On a thread: its continuation leaves the carrier, until it is run again.
     *
     * @return false if it has not left: it is pinned, or there is no memory for the stack
     */
    static boolean yieldTo(Thread self, Thread carrier, Object continuation) {
        try {
            if (VirtualThreads.HAS_JVMCI || (Object) CONTINUATION_ON.invokeExact(carrier) != continuation) { // I5
                return (boolean) ThreadHandles.YIELD.invokeExact(self);
            }
            ThreadHandles.NOTIFY_UNMOUNT.invokeExact(self, true);
            try {
                return (int) DO_YIELD.invokeExact() == 0;
            } finally {
                VarHandle.releaseFence(); // as the JDK does, against some transformations of the compiler
                ThreadHandles.NOTIFY_MOUNT.invokeExact(self, false);
            }
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * Runs the continuation of a thread until it parks, yields or ends. The thread was parked, and is mounted on the calling
     * carrier.
     */
    public static void run(Object continuation, Thread carrier) {
        try {
            if (VirtualThreads.HAS_JVMCI) {
                RUN.invokeExact(continuation);
                return;
            }
            SET_MOUNTED_RELEASE.invokeExact(continuation, true); // I1
            Object[] cacheBefore = (Object[]) CACHE.invokeExact(continuation);
            if (cacheBefore != null) { // I4
                SET_CACHE_OF_CARRIER.invokeExact(cacheBefore);
            }
            SET_CONTINUATION_ON.invokeExact(carrier, continuation);
            try {
                ENTER.invokeExact(continuation, true, true); // I3
            } finally {
                VarHandle.releaseFence(); // as the JDK does, against some transformations of the compiler
                SET_CONTINUATION_ON.invokeExact(carrier, (Object) null); // I3
                Object[] cache = (Object[]) CACHE_OF_CARRIER.invokeExact();
                if (cache != cacheBefore) {
                    SET_CACHE.invokeExact(continuation, cache);
                }
                if (cache != null) {
                    SET_CACHE_OF_CARRIER.invokeExact((Object[]) null); // I4
                }
                SET_MOUNTED_RELEASE.invokeExact(continuation, false); // I2
            }
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Whether the thread has ended. Then its stack is let go. */
    static boolean hasEnded(Object continuation) {
        try {
            LET_GO_IF_DONE.invokeExact(continuation);
            return (boolean) IS_DONE.invokeExact(continuation);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }
}
