package org.csp4j.internal.jdk;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** The tasks that the JDK gives to a scheduler of virtual threads. */
public final class ContinuationTasks {
    private ContinuationTasks() {}

    /**
     * The virtual thread that a task continues; null if that cannot be told. The task is a method reference of the thread's, or
     * whatever a JDK makes of it, and refers to it by a field. For diagnostics: slow.
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
