package org.csp4j.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import org.csp4j.Action;

/** Runs code with a frame of class initialization below it, which a virtual thread cannot be unmounted with. */
public final class Pinned {
    private static final ThreadLocal<Action> BODY = new ThreadLocal<>();
    private static final byte[] INITIALIZER = read("Pinned$Initializer.class");

    private Pinned() {}

    /** Throws what the body throws, inside of an {@link ExceptionInInitializerError}. */
    public static void call(Action body) {
        BODY.set(body);
        try {
            MethodHandles.lookup()
                    .defineHiddenClass(INITIALIZER, true, ClassOption.NESTMATE); // each time another class
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] read(String file) {
        try (InputStream in = Pinned.class.getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // by its bytes
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
