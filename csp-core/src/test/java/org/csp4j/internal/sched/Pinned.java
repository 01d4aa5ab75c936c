package org.csp4j.internal.sched;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import org.csp4j.Action;

/** Runs code with a frame of class initialization below it, which a virtual thread cannot be unmounted with. */
final class Pinned {
    static final ThreadLocal<Action> BODY = new ThreadLocal<>();

    private Pinned() {}

    static void call(Action body) throws Exception {
        BODY.set(body);
        try (InputStream in = Pinned.class.getResourceAsStream("Pinned$Initializer.class")) {
            MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true); // a class of its own for each call
        } catch (IOException | IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** A template. */
    private static final class Initializer {
        static {
            try {
                BODY.get().run();
            } catch (Exception e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
