package org.csp4j.internal.sched;

import org.csp4j.Action;

/** Runs code with a frame of class initialization below it, which a virtual thread cannot be unmounted with. */
final class Pinned {
    private static final ThreadLocal<Action> BODY = new ThreadLocal<>();

    private Pinned() {}

    /** Each use needs a class that has not been initialized; there is one. */
    static void call(Action body) {
        BODY.set(body);
        assert Initializer.RAN;
    }

    private static final class Initializer {
        static final boolean RAN;

        static {
            try {
                BODY.get().run();
            } catch (Exception e) {
                throw new ExceptionInInitializerError(e);
            }
            RAN = true;
        }
    }
}
