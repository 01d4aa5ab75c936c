package org.csp4j.internal.jdk;

import static org.csp4j.internal.jdk.VirtualThreads.inside;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/** What direct parking uses of the JDK; this class fails to initialize where that is not as expected. */
final class ThreadHandles {
    static final MethodHandle YIELD;
    static final MethodHandle NOTIFY_MOUNT;
    static final MethodHandle MOUNT;
    static final MethodHandle UNMOUNT;
    static final MethodHandle NOTIFY_UNMOUNT;
    static final MethodHandle AFTER_YIELD;
    static final MethodHandle AFTER_DONE;
    static final MethodHandle SUBMIT;
    static final MethodHandle SET_CURRENT;
    static final MethodHandle SET_CARRIER_RELEASE;
    static final MethodHandle CLEAR_INTERRUPT;
    static final MethodHandle INTERRUPT_LOCK;
    static final MethodHandle PARK_PERMIT;
    static final MethodHandle STATE;
    static final MethodHandle SET_STATE;
    static final MethodHandle SET_STATE_RELEASE;
    static final MethodHandle CAS_STATE;
    static final int RUNNING;
    static final int PARKING;
    static final int PARKED;
    static final int UNPARKED;
    static final int SUSPENDED; // a bit beside PARKED, while somebody looks at the stack

    static {
        try {
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            Lookup lookup = inside(virtual);
            Lookup inThread = inside(Thread.class);
            MethodType toVoid = MethodType.methodType(void.class);
            MethodType toBoolean = MethodType.methodType(boolean.class);
            MethodType ofThread = MethodType.methodType(void.class, Thread.class);
            MethodType ofThreads = MethodType.methodType(void.class, Thread.class, Thread.class);
            MethodType ofThreadAndInt = MethodType.methodType(void.class, Thread.class, int.class);

            YIELD = lookup.findVirtual(virtual, "yieldContinuation", toBoolean)
                    .asType(MethodType.methodType(boolean.class, Thread.class));
            NOTIFY_MOUNT = lookup.findVirtual(
                            virtual, "notifyJvmtiMount", MethodType.methodType(void.class, boolean.class))
                    .asType(MethodType.methodType(void.class, Thread.class, boolean.class));
            MOUNT = lookup.findVirtual(virtual, "mount", toVoid).asType(ofThread);
            UNMOUNT = lookup.findVirtual(virtual, "unmount", toVoid).asType(ofThread);
            NOTIFY_UNMOUNT = lookup.findVirtual(
                            virtual, "notifyJvmtiUnmount", MethodType.methodType(void.class, boolean.class))
                    .asType(MethodType.methodType(void.class, Thread.class, boolean.class));
            AFTER_YIELD = lookup.findVirtual(virtual, "afterYield", toVoid).asType(ofThread);
            AFTER_DONE = lookup.findVirtual(virtual, "afterDone", toVoid).asType(ofThread);
            SUBMIT =
                    lookup.findVirtual(virtual, "submitRunContinuation", toVoid).asType(ofThread);
            SET_CURRENT = inThread.findVirtual(Thread.class, "setCurrentThread", ofThread);
            SET_CARRIER_RELEASE = lookup.findVarHandle(virtual, "carrierThread", Thread.class)
                    .toMethodHandle(VarHandle.AccessMode.SET_RELEASE)
                    .asType(ofThreads);
            CLEAR_INTERRUPT = inThread.findVirtual(Thread.class, "clearInterrupt", toVoid);
            INTERRUPT_LOCK = inThread.findVarHandle(Thread.class, "interruptLock", Object.class)
                    .toMethodHandle(VarHandle.AccessMode.GET);
            PARK_PERMIT = lookup.findVarHandle(virtual, "parkPermit", boolean.class)
                    .toMethodHandle(VarHandle.AccessMode.GET_VOLATILE)
                    .asType(MethodType.methodType(boolean.class, Thread.class));
            VarHandle state = lookup.findVarHandle(virtual, "state", int.class);
            STATE = state.toMethodHandle(VarHandle.AccessMode.GET_VOLATILE)
                    .asType(MethodType.methodType(int.class, Thread.class));
            SET_STATE = state.toMethodHandle(VarHandle.AccessMode.SET_VOLATILE).asType(ofThreadAndInt);
            SET_STATE_RELEASE =
                    state.toMethodHandle(VarHandle.AccessMode.SET_RELEASE).asType(ofThreadAndInt);
            CAS_STATE = state.toMethodHandle(VarHandle.AccessMode.COMPARE_AND_SET)
                    .asType(MethodType.methodType(boolean.class, Thread.class, int.class, int.class));
            RUNNING = constant(lookup, virtual, "RUNNING");
            PARKING = constant(lookup, virtual, "PARKING");
            PARKED = constant(lookup, virtual, "PARKED");
            UNPARKED = constant(lookup, virtual, "UNPARKED");
            SUSPENDED = constant(lookup, virtual, "SUSPENDED");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static int constant(Lookup lookup, Class<?> owner, String name) throws ReflectiveOperationException {
        return (int) lookup.findStaticVarHandle(owner, name, int.class).get();
    }

    private ThreadHandles() {}
}
