package org.csp4j.testsupport;

import java.util.stream.Stream;
import org.csp4j.Scheduler;

/** The engines that fibers of a test can run on. */
public enum Engines {
    /** The JDK's own scheduling of virtual threads; there on every JVM. */
    PLATFORM;

    private final Scheduler scheduler = Scheduler.builder().build();

    /** A scheduler on this engine that all tests share. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Those that can run in this JVM, and so are tested in it. */
    public static Stream<Engines> available() {
        return Stream.of(values());
    }
}
