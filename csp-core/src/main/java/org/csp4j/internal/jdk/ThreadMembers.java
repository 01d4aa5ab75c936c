package org.csp4j.internal.jdk;

import java.lang.invoke.MethodType;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** What direct parking uses of the JDK's threads; this class fails to initialize where that is not as expected. */
final class ThreadMembers {
    static final int PARKING;
    static final int PARKED;
    static final int SUSPENDED; // a bit beside PARKED, while somebody looks at the stack
    static final boolean ARE_STATES_TOLD_APART;

    // Of the state of a virtual thread
    static final ToIntFunction<Thread> STATE;
    static final Consumer<Thread> TO_PARKING; // by release
    static final Consumer<Thread> TO_PARKED; // by release
    static final Consumer<Thread> TO_RUNNING;
    static final Predicate<Thread> PARKED_TO_RUNNING; // whether it was PARKED
    static final Predicate<Thread> PARKED_TO_UNPARKED;
    static final Predicate<Thread> HAS_PERMIT;

    // Of its life
    static final Function<Thread, Object> CONTINUATION;
    static final Predicate<Thread> YIELD;
    static final Consumer<Thread> PARK_CARRIER;
    static final Consumer<Thread> MOUNT;
    static final Consumer<Thread> UNMOUNT;
    static final Consumer<Thread> AFTER_YIELD;
    static final Consumer<Thread> AFTER_DONE;
    static final Consumer<Thread> SUBMIT;
    static final BiConsumer<Thread, Thread> SET_CARRIER; // volatile
    static final Consumer<Thread> SET_NO_CARRIER; // by release

    // What JVM TI is told: before and after each change of what a carrier runs
    static final Consumer<Thread> BEFORE_YIELD;
    static final Consumer<Thread> AFTER_UNMOUNT;
    static final Consumer<Thread> BEFORE_MOUNT;
    static final Consumer<Thread> AFTER_MOUNT;

    // Of any thread
    static final BiConsumer<Thread, Thread> SET_CURRENT; // what a carrier runs
    static final Function<Thread, Object> INTERRUPT_LOCK;
    static final BiConsumer<Thread, Object> SET_INTERRUPT_LOCK;
    static final Consumer<Thread> SET_INTERRUPT;
    static final Consumer<Thread> CLEAR_INTERRUPT;

    static {
        try {
            MethodType toVoid = MethodType.methodType(void.class);
            MethodType ofBoolean = MethodType.methodType(void.class, boolean.class);
            Members thread = Members.of(Thread.class);
            Members virtual = Members.of(Class.forName("java.lang.VirtualThread"));
            int running = virtual.constant("RUNNING");
            int unparked = virtual.constant("UNPARKED");
            PARKING = virtual.constant("PARKING");
            PARKED = virtual.constant("PARKED");
            SUSPENDED = virtual.constant("SUSPENDED");
            ARE_STATES_TOLD_APART = running != PARKED;

            STATE = virtual.get(ToIntFunction.class, "state", int.class);
            TO_PARKING = virtual.setRelease("state", PARKING);
            TO_PARKED = virtual.setRelease("state", PARKED);
            TO_RUNNING = virtual.set("state", running);
            PARKED_TO_RUNNING = virtual.compareAndSet("state", PARKED, running);
            PARKED_TO_UNPARKED = virtual.compareAndSet("state", PARKED, unparked);
            HAS_PERMIT = virtual.get(Predicate.class, "parkPermit", boolean.class);

            CONTINUATION = virtual.get(Function.class, "cont", Class.forName("jdk.internal.vm.Continuation"));
            YIELD = virtual.call(Predicate.class, "yieldContinuation", MethodType.methodType(boolean.class));
            PARK_CARRIER = virtual.call(
                    Consumer.class,
                    "parkOnCarrierThread",
                    MethodType.methodType(void.class, boolean.class, long.class),
                    0,
                    0L);
            MOUNT = virtual.call(Consumer.class, "mount", toVoid);
            UNMOUNT = virtual.call(Consumer.class, "unmount", toVoid);
            AFTER_YIELD = virtual.call(Consumer.class, "afterYield", toVoid);
            AFTER_DONE = virtual.call(Consumer.class, "afterDone", toVoid);
            SUBMIT = virtual.call(Consumer.class, "submitRunContinuation", toVoid);
            SET_CARRIER = virtual.set(BiConsumer.class, "carrierThread", Thread.class);
            SET_NO_CARRIER = virtual.setNullRelease("carrierThread", Thread.class);

            BEFORE_YIELD = virtual.call(Consumer.class, "notifyJvmtiUnmount", ofBoolean, 1);
            AFTER_UNMOUNT = virtual.call(Consumer.class, "notifyJvmtiUnmount", ofBoolean, 0);
            BEFORE_MOUNT = virtual.call(Consumer.class, "notifyJvmtiMount", ofBoolean, 1);
            AFTER_MOUNT = virtual.call(Consumer.class, "notifyJvmtiMount", ofBoolean, 0);

            SET_CURRENT =
                    thread.call(BiConsumer.class, "setCurrentThread", MethodType.methodType(void.class, Thread.class));
            INTERRUPT_LOCK = thread.get(Function.class, "interruptLock", Object.class);
            SET_INTERRUPT_LOCK = thread.setFinal(BiConsumer.class, "interruptLock", Object.class);
            SET_INTERRUPT = thread.call(Consumer.class, "setInterrupt", toVoid);
            CLEAR_INTERRUPT = thread.call(Consumer.class, "clearInterrupt", toVoid);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ThreadMembers() {}
}
