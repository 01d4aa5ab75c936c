package org.csp4j.internal.jdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads with a scheduler of one's own. The JDK has them, but does not export them: this needs the package
 * {@code java.lang} to be open to this module, and a JDK whose internals are as expected. {@link #whyUnavailable()} tells
 * what is missing.
 */
public final class VirtualThreads {
    /** Whether this JVM's compilers are such that refuse methods which do what the JDK's own do to the current thread. */
    static final boolean HAS_JVMCI = System.getProperty("java.vm.version", "").contains("jvmci");

    private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

    private static final @Nullable BiFunction<Executor, Runnable, Thread> NEW_THREAD;
    private static final @Nullable Supplier<Thread> CURRENT_CARRIER;
    private static final int NAME = 1; // of the parameters of a new thread
    private static final int CHARACTERISTICS = 2;
    private static final @Nullable String WHY_UNAVAILABLE;

    static {
        BiFunction<Executor, Runnable, Thread> newThread = null;
        Supplier<Thread> currentCarrier = null;
        String whyUnavailable = null;
        if (!Object.class.getModule().isOpen("java.lang", VirtualThreads.class.getModule())) {
            whyUnavailable = "java.lang is not open to this library";
        } else if (areBound()) {
            whyUnavailable = "the virtual threads of this JVM are bound to threads of their own";
        } else {
            try {
                newThread = Members.of(Class.forName(VIRTUAL_THREAD))
                        .construct(
                                BiFunction.class,
                                MethodType.methodType(
                                        void.class, Executor.class, String.class, int.class, Runnable.class),
                                NAME,
                                CHARACTERISTICS);
                currentCarrier = Members.of(Thread.class)
                        .call(Supplier.class, "currentCarrierThread", MethodType.methodType(Thread.class));
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                whyUnavailable = otherInternals(e);
            }
        }
        NEW_THREAD = newThread;
        CURRENT_CARRIER = currentCarrier;
        WHY_UNAVAILABLE = whyUnavailable;
    }

    private VirtualThreads() {}

    /** Whether this JVM has no continuations. */
    private static boolean areBound() {
        Thread any = Thread.ofVirtual().unstarted(Thread.currentThread()); // which does not run
        return !any.getClass().getName().equals(VIRTUAL_THREAD);
    }

    /** Opens one more package of the JDK's base module to this library, which who has java.lang may do. */
    static void openToThisLibrary(String packageName) throws ReflectiveOperationException {
        Method open = Module.class.getDeclaredMethod("implAddOpens", String.class, Module.class);
        open.setAccessible(true);
        open.invoke(Object.class.getModule(), packageName, VirtualThreads.class.getModule());
    }

    private static String otherInternals(Throwable e) {
        return "this JDK (" + Runtime.version() + ") has other internals than expected: " + e;
    }

    /** Why there can be no scheduler of one's own; null if there can. */
    public static @Nullable String whyUnavailable() {
        return WHY_UNAVAILABLE;
    }

    /** Why classes that look for parts of the JDK do not find them here; null if they do, and then they are initialized. */
    static @Nullable String whyUnavailable(Class<?>... seekers) {
        if (WHY_UNAVAILABLE != null) {
            return WHY_UNAVAILABLE;
        }
        try {
            for (Class<?> each : seekers) {
                MethodHandles.lookup().ensureInitialized(each);
            }
            return null;
        } catch (IllegalAccessException | LinkageError e) {
            return otherInternals(e.getCause() != null ? e.getCause() : e);
        }
    }

    /** A virtual thread, without a name, whose continuation the scheduler is given to run each time it can go on. */
    public static Thread unstarted(Executor scheduler, Runnable task) {
        return available(NEW_THREAD).apply(scheduler, task);
    }

    /** The platform thread that carries the calling thread: itself, if that is no virtual thread. */
    public static Thread currentCarrierThread() {
        return available(CURRENT_CARRIER).get();
    }

    private static <F> F available(@Nullable F member) {
        return Objects.requireNonNull(member, "not available on this JVM");
    }
}
