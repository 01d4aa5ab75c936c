package org.csp4j.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads with a scheduler of one's own. The JDK has them, but does not export them: this needs the package
 * {@code java.lang} to be open to this module, and a JDK whose internals are as expected. {@link #whyUnavailable()} tells
 * what is missing.
 */
public final class VirtualThreads {
    /** Whether this JVM's compilers are such that refuse methods which do what the JDK's own do to the current thread. */
    static final boolean HAS_JVMCI = System.getProperty("java.vm.version", "").contains("jvmci");

    private static final @Nullable MethodHandle NEW_BUILDER;
    private static final @Nullable MethodHandle CURRENT_CARRIER;
    private static final @Nullable String WHY_UNAVAILABLE;

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
    }

    private VirtualThreads() {}

    static Lookup inside(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    /** Opens one more package of the JDK's base module to this library, which who has java.lang may do. */
    static void openToThisLibrary(String packageName) throws ReflectiveOperationException {
        MethodHandle open = inside(Module.class)
                .findVirtual(
                        Module.class, "implAddOpens", MethodType.methodType(void.class, String.class, Module.class));
        try {
            open.invokeExact(Object.class.getModule(), packageName, VirtualThreads.class.getModule());
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    private static String otherInternals(Throwable e) {
        return "this JDK (" + Runtime.version() + ") has other internals than expected: " + e;
    }

    /** Why there can be no scheduler of one's own; null if there can. */
    public static @Nullable String whyUnavailable() {
        return WHY_UNAVAILABLE;
    }

    /** Why classes that look for parts of the JDK do not find them here; null if they do, and then they are initialized. */
    static @Nullable String whyUnavailable(Class<?>... handles) {
        if (WHY_UNAVAILABLE != null) {
            return WHY_UNAVAILABLE;
        }
        try {
            for (Class<?> each : handles) {
                MethodHandles.lookup().ensureInitialized(each);
            }
            return null;
        } catch (IllegalAccessException | LinkageError e) {
            return otherInternals(e.getCause() != null ? e.getCause() : e);
        }
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

    private static MethodHandle available(@Nullable MethodHandle handle) {
        return Objects.requireNonNull(handle, "not available on this JVM");
    }

    /** What a method of the JDK has thrown; none of them declares anything that is checked. */
    static RuntimeException thrown(Throwable e) {
        if (e instanceof RuntimeException exception) {
            return exception;
        }
        if (e instanceof Error error) {
            throw error;
        }
        throw new AssertionError("a method of the JDK has thrown what it does not declare", e);
    }
}
