package org.csp4j.torture;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent that is loaded into the running {@link Torture}, and transforms the classes of the actors again and again. From the moment
 * that it is loaded, the JVM treats each mounting of a virtual thread as one that agents have to be told of.
 */
public final class LateAgent {
    private static final int TIMES = 20;

    private LateAgent() {}

    public static void agentmain(String arguments, Instrumentation instrumentation) throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (loaded.getName().startsWith("org.csp4j.") && instrumentation.isModifiableClass(loaded)) {
                classes.add(loaded);
            }
        }
        for (int i = 0; i < TIMES; i++) {
            instrumentation.retransformClasses(classes.toArray(Class[]::new));
        }
        System.out.println("transformed " + classes.size() + " classes");
    }
}
