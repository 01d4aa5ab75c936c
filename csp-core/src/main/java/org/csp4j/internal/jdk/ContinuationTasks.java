package org.csp4j.internal.jdk;

import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tasks that the JDK gives to a scheduler of virtual threads: to run the thread's continuation, until it parks, yields or ends. */
public final class ContinuationTasks {
    /*
     * The JDK makes two Runnables for each thread that know it: the target of its continuation, which begins with the thread's body; and the
     * task for the scheduler. It does nothing with the task but give it to the scheduler, and lock it for Object.wait with a timeout; nobody
     * else knows the target, or locks it. So the target can stand for the task as well, for a scheduler that knows how to run it:
     * 16 bytes less, of which there may be a million. A JDK that has them otherwise keeps its tasks.
     *
     * Source: java.lang.VirtualThread of JDK 25: its constructor, submitRunContinuation, timedWaitLock, VThreadContinuation.wrap.
     */
    private static final @Nullable Targets TARGETS = targets(); // null if they cannot stand for tasks

    /** The targets of continuations, which are of this type. */
    private record Targets(
            Class<?> type,
            Function<Object, Object> ofContinuation,
            Function<Object, Thread> thread,
            BiConsumer<Thread, Object> setTask,
            Consumer<Thread> runContinuation) {}

    private ContinuationTasks() {}

    private static @Nullable Targets targets() {
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread$VThreadContinuation$1");
            Class<?> threadType = Class.forName("java.lang.VirtualThread");
            Members thread = Members.of(threadType);
            Members continuation = Members.of(Class.forName("jdk.internal.vm.Continuation"));
            return new Targets(
                    type,
                    continuation.get(Function.class, "target", Runnable.class),
                    Members.of(type).get(Function.class, "val$vthread", threadType),
                    thread.setFinal(BiConsumer.class, "runContinuation", Runnable.class),
                    thread.call(Consumer.class, "runContinuation", MethodType.methodType(void.class)));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null; // other internals
        }
    }

    /** Makes a virtual thread smaller, which has just been made: its tasks are such from now on that only {@link #run} can run them. */
    static void shrink(Thread thread) {
        if (TARGETS != null) {
            Object target = TARGETS.ofContinuation.apply(Continuations.of(thread));
            if (target.getClass() == TARGETS.type) {
                TARGETS.setTask.accept(thread, target);
            }
        }
    }

    /** Runs a task that the JDK has given to a scheduler. */
    public static void run(Runnable task) {
        if (TARGETS != null && task.getClass() == TARGETS.type) {
            TARGETS.runContinuation.accept(TARGETS.thread.apply(task));
        } else {
            task.run();
        }
    }

    /**
     * The virtual thread that a task continues; null if that cannot be told. The task is one of {@link #shrink}, a method reference
     * of the thread's, or whatever a JDK makes of it, and refers to it by a field. For diagnostics: slow.
     */
    public static @Nullable Thread threadOf(Runnable task) {
        try {
            for (Field field : task.getClass().getDeclaredFields()) {
                if (Thread.class.isAssignableFrom(field.getType())) {
                    field.setAccessible(true);
                    return (Thread) field.get(task);
                }
            }
            return null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // other internals
        }
    }
}
