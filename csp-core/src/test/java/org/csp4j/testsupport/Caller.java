package org.csp4j.testsupport;

/** The kinds of threads that may call the library. */
public enum Caller {
    FIBER {
        @Override
        Thread start(Engines engine, String name, Runnable body) {
            return engine.scheduler().go(name, body::run).thread();
        }
    },
    VIRTUAL_THREAD {
        @Override
        Thread start(Engines engine, String name, Runnable body) {
            return Thread.ofVirtual().name(name).start(body);
        }
    },
    PLATFORM_THREAD {
        @Override
        Thread start(Engines engine, String name, Runnable body) {
            return Thread.ofPlatform().daemon().name(name).start(body);
        }
    };

    /** Starts a body, which does not throw, on a thread of this kind. Tests start theirs through a {@link Crew}. */
    abstract Thread start(Engines engine, String name, Runnable body);
}
