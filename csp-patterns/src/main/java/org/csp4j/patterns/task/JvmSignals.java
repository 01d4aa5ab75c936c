package org.csp4j.patterns.task;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The signals that the JVM hands to programs: {@code sun.misc.Signal}, of the module jdk.unsupported. By reflection, since the
 * compiler warns of that class wherever it is named, and cannot be told that it is meant.
 */
final class JvmSignals {
    private static final @Nullable JvmSignals INSTANCE;
    private static final @Nullable ReflectiveOperationException WHY_NONE;

    private final Class<?> handlerType;
    private final MethodHandle make; // a name -> a signal
    private final MethodHandle handle; // a signal, its handler -> the handler that it had
    private final MethodHandle raise; // a signal
    private final MethodHandle run; // an action

    static {
        JvmSignals instance = null;
        ReflectiveOperationException whyNone = null;
        try {
            instance = new JvmSignals();
        } catch (ReflectiveOperationException e) {
            whyNone = e;
        }
        INSTANCE = instance;
        WHY_NONE = whyNone;
    }

    private interface Invocation<T extends @Nullable Object> {
        T call() throws Throwable;
    }

    private JvmSignals() throws ReflectiveOperationException {
        Lookup lookup = MethodHandles.publicLookup();
        Class<?> signalType = Class.forName("sun.misc.Signal");
        handlerType = Class.forName("sun.misc.SignalHandler");
        make = lookup.findConstructor(signalType, MethodType.methodType(void.class, String.class))
                .asType(MethodType.methodType(Object.class, String.class));
        handle = lookup.findStatic(signalType, "handle", MethodType.methodType(handlerType, signalType, handlerType))
                .asType(MethodType.methodType(Object.class, Object.class, Object.class));
        raise = lookup.findStatic(signalType, "raise", MethodType.methodType(void.class, signalType))
                .asType(MethodType.methodType(Object.class, Object.class));
        run = lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
    }

    /**
     * The signal of this name.
     *
     * @throws IllegalArgumentException if the system has none
     * @throws SignalUnavailableException if the JVM gives none
     */
    static Object named(String name) {
        JvmSignals jvm = INSTANCE;
        if (jvm == null) {
            throw new SignalUnavailableException(
                    "signal '" + name
                            + "': this JVM gives none, for want of sun.misc.Signal; run on one that has the module"
                            + " jdk.unsupported, or ask for no signals",
                    name,
                    WHY_NONE);
        }
        try {
            return invoke(() -> (Object) jvm.make.invokeExact(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "signal '" + name + "': this system has none of that name; names are as INT and TERM, without SIG",
                    e);
        }
    }

    /** A handler that does this, on a thread of the JVM's. */
    static Object handler(Runnable action) {
        JvmSignals jvm = jvm();
        MethodHandle run = MethodHandles.dropArguments(jvm.run.bindTo(action), 0, Object.class);
        return MethodHandleProxies.asInterfaceInstance(jvm.handlerType, run);
    }

    /**
     * Gives a signal a handler.
     *
     * @return the handler that it had
     * @throws SignalUnavailableException if the JVM or the system keep the signal for themselves; nothing has changed
     */
    static Object handle(String name, Object signal, Object handler) {
        try {
            MethodHandle handle = jvm().handle;
            return invoke(() -> (Object) handle.invokeExact(signal, handler));
        } catch (IllegalArgumentException e) {
            throw new SignalUnavailableException(
                    "signal '" + name
                            + "' is kept by the JVM or the system; leave it out, or, if the JVM was started with"
                            + " -Xrs, start it without",
                    name,
                    e);
        }
    }

    /** Sends the signal to this process. */
    static void raise(Object signal) {
        MethodHandle raise = jvm().raise;
        invoke(() -> (@Nullable Object) raise.invokeExact(signal));
    }

    private static JvmSignals jvm() {
        JvmSignals jvm = INSTANCE;
        if (jvm == null) {
            throw new IllegalStateException("there is no signal to be handled", WHY_NONE);
        }
        return jvm;
    }

    private static <T extends @Nullable Object> T invoke(Invocation<T> method) {
        try {
            return method.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e); // none of the methods declares one
        }
    }
}
