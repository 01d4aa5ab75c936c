package org.csp4j.internal.jdk;

import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The continuations of virtual threads: what of a thread is its stack, and runs on a carrier. */
public final class Continuations {
    /*
     * The steps of run(), and of DirectParking.park(), are those of the JDK, in its order, but for what cannot be otherwise here:
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
    private static final Consumer<Object> RUN;
    private static final Consumer<Object> ENTER;
    private static final IntSupplier DO_YIELD;
    private static final IntSupplier DO_YIELD_APART; // with a frame of its own
    private static final Predicate<Object> IS_DONE;
    private static final Consumer<Object> LET_GO_IF_DONE;
    private static final Consumer<Object> MOUNTED; // by release
    private static final Consumer<Object> NOT_MOUNTED; // by release
    private static final Function<Thread, Object> CONTINUATION_ON; // a carrier
    private static final BiConsumer<Thread, @Nullable Object> SET_CONTINUATION_ON;
    private static final Function<Object, Object @Nullable []> CACHE; // of scoped values
    private static final BiConsumer<Object, Object @Nullable []> SET_CACHE;
    private static final Supplier<Object @Nullable []> CACHE_OF_CARRIER;
    private static final Consumer<Object @Nullable []> SET_CACHE_OF_CARRIER;

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            MethodType toVoid = MethodType.methodType(void.class);
            Members continuation = Members.of(type);
            Members thread = Members.of(Thread.class);

            RUN = continuation.call(Consumer.class, "run", toVoid);
            ENTER = continuation.call(
                    Consumer.class,
                    "enterSpecial",
                    MethodType.methodType(void.class, type, boolean.class, boolean.class),
                    1,
                    1);
            DO_YIELD = continuation.call(IntSupplier.class, "doYield", MethodType.methodType(int.class));
            DO_YIELD_APART = continuation.callApart(IntSupplier.class, "doYield", MethodType.methodType(int.class));
            IS_DONE = continuation.call(Predicate.class, "isDone", MethodType.methodType(boolean.class));
            LET_GO_IF_DONE = continuation.call(Consumer.class, "postYieldCleanup", toVoid);
            MOUNTED = continuation.setRelease("mounted", true);
            NOT_MOUNTED = continuation.setRelease("mounted", false);
            CONTINUATION_ON = thread.get(Function.class, "cont", type);
            SET_CONTINUATION_ON = thread.set(BiConsumer.class, "cont", type);
            CACHE = continuation.get(Function.class, "scopedValueCache", Object[].class);
            SET_CACHE = continuation.set(BiConsumer.class, "scopedValueCache", Object[].class);
            CACHE_OF_CARRIER = thread.call(Supplier.class, "scopedValueCache", MethodType.methodType(Object[].class));
            SET_CACHE_OF_CARRIER = thread.call(
                    Consumer.class, "setScopedValueCache", MethodType.methodType(void.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Continuations() {}

    /** The continuation of a virtual thread. */
    public static Object of(Thread thread) {
        return ThreadMembers.CONTINUATION.apply(thread);
    }

    /** Whether this continuation is what runs on a carrier, and can leave it by {@link #leavesCarrier}. */
    static boolean isOn(Thread carrier, Object continuation) {
        return !VirtualThreads.HAS_JVMCI && CONTINUATION_ON.apply(carrier) == continuation; // I5
    }

    /**
     * The calling thread's continuation leaves its carrier, until it is run again.
     *
     * @param isApart whether from a frame of its own on the stack, which is no part of its caller's
     * @return false if it has not left: something on its stack pins it, or there is no memory for the stack
     */
    public static boolean leavesCarrier(boolean isApart) {
        try {
            return (isApart ? DO_YIELD_APART.getAsInt() : DO_YIELD.getAsInt()) == 0;
        } catch (OutOfMemoryError | StackOverflowError e) {
            return false; // no memory, or no room on the stack to copy it from
        }
    }

    /**
     * Runs the continuation of a thread until it parks, yields or ends. The thread was parked, and is mounted on the calling
     * carrier.
     */
    public static void run(Object continuation, Thread carrier) {
        if (VirtualThreads.HAS_JVMCI) {
            RUN.accept(continuation);
            return;
        }
        MOUNTED.accept(continuation); // I1
        Object[] cacheBefore = CACHE.apply(continuation);
        if (cacheBefore != null) { // I4
            SET_CACHE_OF_CARRIER.accept(cacheBefore);
        }
        SET_CONTINUATION_ON.accept(carrier, continuation);
        try {
            ENTER.accept(continuation); // I3
        } finally {
            VarHandle.releaseFence(); // as the JDK does, against some transformations of the compiler
            SET_CONTINUATION_ON.accept(carrier, null); // I3
            Object[] cache = CACHE_OF_CARRIER.get();
            if (cache != cacheBefore) {
                SET_CACHE.accept(continuation, cache);
            }
            if (cache != null) {
                SET_CACHE_OF_CARRIER.accept(null); // I4
            }
            NOT_MOUNTED.accept(continuation); // I2
        }
    }

    /** Whether the thread has ended. Then its stack is let go. */
    static boolean hasEnded(Object continuation) {
        LET_GO_IF_DONE.accept(continuation);
        return IS_DONE.test(continuation);
    }
}
