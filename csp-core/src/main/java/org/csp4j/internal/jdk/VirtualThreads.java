package org.csp4j.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads with a scheduler of one's own, and their parking without {@link LockSupport}. The
 * JDK has both, but exports neither: this needs the package {@code java.lang} to be open to this module, and a JDK whose
 * internals are as expected. {@link #whyUnavailable()} and {@link #whyNoDirectParking()} tell what is missing.
 */
public final class VirtualThreads {
    /*
     * Direct parking moves a virtual thread through the same states as LockSupport does, by the JDK's own methods, and leaves out
     * what lies between: the permit, the task object, the hand-over to an executor and back.
     *
     *   beginParking(), on the virtual thread     RUNNING -> PARKING, yield of the continuation
     *   afterwards, on the carrier                PARKING -> PARKED by the JDK's afterYield, which also sees an interrupt or a
     *                                             foreign unpark that came meanwhile, and then submits the thread itself
     *   resume(), on a carrier                    PARKED -> RUNNING by CAS, mount, run, unmount, afterYield or afterDone;
     *                                             nothing, where the JDK has won: then it has submitted the thread, or
     *                                             does so when it has looked at the stack
     *
     * Constants and shapes differ between JDK versions, hence all are read from the class, and DirectParkingCheck tries the whole
     * path once with real threads before anybody uses it.
     */
    private static final @Nullable MethodHandle NEW_BUILDER;
    private static final @Nullable MethodHandle CURRENT_CARRIER;
    private static final @Nullable String WHY_UNAVAILABLE;

    private static final @Nullable MethodHandle CONTINUATION;
    private static final @Nullable MethodHandle RUN;
    private static final @Nullable MethodHandle IS_DONE;
    private static final @Nullable MethodHandle YIELD;
    private static final @Nullable MethodHandle MOUNT;
    private static final @Nullable MethodHandle UNMOUNT;
    private static final @Nullable MethodHandle AFTER_YIELD;
    private static final @Nullable MethodHandle AFTER_DONE;
    private static final @Nullable MethodHandle SET_STATE;
    private static final @Nullable MethodHandle CAS_STATE;
    private static final @Nullable MethodHandle STATE;
    private static final int RUNNING;
    private static final int PARKING;
    private static final int PARKED;
    private static final int SUSPENDED; // a bit beside PARKED, while somebody looks at the stack
    private static final @Nullable String WHY_NO_DIRECT_PARKING;

    static {
        MethodHandle newBuilder = null;
        MethodHandle currentCarrier = null;
        String whyUnavailable = null;
        try {
            Class<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            newBuilder = inside(builder)
                    .findConstructor(builder, MethodType.methodType(void.class, Executor.class))
                    .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
            currentCarrier = inside(Thread.class)
                    .findStatic(Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
        } catch (IllegalAccessException e) {
            whyUnavailable = "java.lang is not open to this library";
        } catch (ReflectiveOperationException | RuntimeException e) {
            whyUnavailable = otherInternals(e);
        }
        NEW_BUILDER = newBuilder;
        CURRENT_CARRIER = currentCarrier;
        WHY_UNAVAILABLE = whyUnavailable;

        MethodHandle continuation = null;
        MethodHandle run = null;
        MethodHandle isDone = null;
        MethodHandle yield = null;
        MethodHandle mount = null;
        MethodHandle unmount = null;
        MethodHandle afterYield = null;
        MethodHandle afterDone = null;
        MethodHandle setState = null;
        MethodHandle casState = null;
        MethodHandle getState = null;
        int running = 0;
        int parking = 0;
        int parked = 0;
        int suspended = 0;
        String whyNoDirectParking = whyUnavailable;
        try {
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            // The class Continuation cannot be named from here; by way of its subclass its public methods can.
            Class<?> itsContinuation = Class.forName("java.lang.VirtualThread$VThreadContinuation");
            Lookup lookup = inside(virtual);
            MethodType toVoid = MethodType.methodType(void.class);
            MethodType toBoolean = MethodType.methodType(boolean.class);
            MethodType ofThread = MethodType.methodType(void.class, Thread.class);
            continuation = lookup.findVarHandle(virtual, "cont", itsContinuation.getSuperclass())
                    .toMethodHandle(VarHandle.AccessMode.GET)
                    .asType(MethodType.methodType(Object.class, Thread.class));
            run = lookup.findVirtual(itsContinuation, "run", toVoid)
                    .asType(MethodType.methodType(void.class, Object.class));
            isDone = lookup.findVirtual(itsContinuation, "isDone", toBoolean)
                    .asType(MethodType.methodType(boolean.class, Object.class));
            yield = lookup.findVirtual(virtual, "yieldContinuation", toBoolean)
                    .asType(MethodType.methodType(boolean.class, Thread.class));
            mount = lookup.findVirtual(virtual, "mount", toVoid).asType(ofThread);
            unmount = lookup.findVirtual(virtual, "unmount", toVoid).asType(ofThread);
            afterYield = lookup.findVirtual(virtual, "afterYield", toVoid).asType(ofThread);
            afterDone = lookup.findVirtual(virtual, "afterDone", toVoid).asType(ofThread);
            VarHandle state = lookup.findVarHandle(virtual, "state", int.class);
            setState = state.toMethodHandle(VarHandle.AccessMode.SET_VOLATILE)
                    .asType(MethodType.methodType(void.class, Thread.class, int.class));
            casState = state.toMethodHandle(VarHandle.AccessMode.COMPARE_AND_SET)
                    .asType(MethodType.methodType(boolean.class, Thread.class, int.class, int.class));
            running = (int)
                    lookup.findStaticVarHandle(virtual, "RUNNING", int.class).get();
            parking = (int)
                    lookup.findStaticVarHandle(virtual, "PARKING", int.class).get();
            parked = (int)
                    lookup.findStaticVarHandle(virtual, "PARKED", int.class).get();
            suspended = (int)
                    lookup.findStaticVarHandle(virtual, "SUSPENDED", int.class).get();
            getState = state.toMethodHandle(VarHandle.AccessMode.GET_VOLATILE)
                    .asType(MethodType.methodType(int.class, Thread.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            whyNoDirectParking = whyUnavailable != null ? whyUnavailable : otherInternals(e);
        }
        CONTINUATION = continuation;
        RUN = run;
        IS_DONE = isDone;
        YIELD = yield;
        MOUNT = mount;
        UNMOUNT = unmount;
        AFTER_YIELD = afterYield;
        AFTER_DONE = afterDone;
        SET_STATE = setState;
        CAS_STATE = casState;
        RUNNING = running;
        PARKING = parking;
        PARKED = parked;
        SUSPENDED = suspended;
        STATE = getState;
        WHY_NO_DIRECT_PARKING = whyNoDirectParking;
    }

    private VirtualThreads() {}

    private static Lookup inside(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    private static String otherInternals(Exception e) {
        return "this JDK (" + Runtime.version() + ") has other internals than expected: " + e;
    }

    // A scheduler of one's own

    /** Why there can be no scheduler of one's own; null if there can. */
    public static @Nullable String whyUnavailable() {
        return WHY_UNAVAILABLE;
    }

    /** A builder of virtual threads whose continuations the scheduler is given to run, each time they can go on. */
    public static Thread.Builder.OfVirtual builder(Executor scheduler) {
        try {
            return (Thread.Builder.OfVirtual) available(NEW_BUILDER).invokeExact(scheduler);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** The platform thread that carries the calling thread: itself, if that is no virtual thread. */
    public static Thread currentCarrierThread() {
        try {
            return (Thread) available(CURRENT_CARRIER).invokeExact();
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    // Direct parking

    /** Why threads can only be parked by LockSupport; null if they can be parked directly. */
    public static @Nullable String whyNoDirectParking() {
        return WHY_NO_DIRECT_PARKING;
    }

    /** What {@link #resume} runs. */
    public static Object continuation(Thread thread) {
        try {
            return (Object) available(CONTINUATION).invokeExact(thread);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * Parks the calling virtual thread until it is resumed, unparked or interrupted.
     *
     * @return false if it could not be: something on its stack pins it to its carrier
     */
    public static boolean park(Thread self) {
        try {
            available(SET_STATE).invokeExact(self, PARKING);
            boolean hasYielded = false;
            try {
                hasYielded = (boolean) available(YIELD).invokeExact(self);
            } finally {
                if (!hasYielded) {
                    available(SET_STATE).invokeExact(self, RUNNING);
                }
            }
            return hasYielded;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * Runs a thread that is parked, on the calling platform thread, until it parks, yields or ends.
     *
     * @return false if it is not parked, or is not to go on just now: then the JDK has submitted it, or will
     */
    public static boolean resume(Thread thread, Object continuation) {
        try {
            while (!(boolean) available(CAS_STATE).invokeExact(thread, PARKED, RUNNING)) {
                int seen = (int) available(STATE).invokeExact(thread);
                if (seen == (PARKED | SUSPENDED)) {
                    LockSupport.unpark(thread); // who looks at its stack submits it then
                }
                if (seen != PARKED) {
                    return false;
                }
            }
            available(MOUNT).invokeExact(thread);
            try {
                available(RUN).invokeExact(continuation);
            } finally {
                available(UNMOUNT).invokeExact(thread);
                if ((boolean) available(IS_DONE).invokeExact(continuation)) {
                    available(AFTER_DONE).invokeExact(thread);
                } else {
                    available(AFTER_YIELD).invokeExact(thread);
                }
            }
            return true;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    private static MethodHandle available(@Nullable MethodHandle handle) {
        return Objects.requireNonNull(handle, "not available on this JVM");
    }

    /** What a method of the JDK has thrown; none of them declares anything that is checked. */
    private static RuntimeException thrown(Throwable e) {
        if (e instanceof RuntimeException exception) {
            return exception;
        }
        if (e instanceof Error error) {
            throw error;
        }
        throw new AssertionError("a method of the JDK has thrown what it does not declare", e);
    }
}
