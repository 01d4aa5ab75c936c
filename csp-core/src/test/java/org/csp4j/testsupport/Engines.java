package org.csp4j.testsupport;

import java.util.stream.Stream;
import org.csp4j.EngineChoice;
import org.csp4j.Scheduler;
import org.csp4j.internal.jdk.VirtualThreads;

/** The engines that fibers of a test can run on. */
public enum Engines {
    /** The JDK's own scheduling of virtual threads; there on every JVM. */
    PLATFORM(EngineChoice.PLATFORM),
    /** The library's own; there where java.lang is open to it. */
    WORK_STEALING(EngineChoice.WORK_STEALING);

    static final String SHARED_PREFIX = "tests-";

    private final EngineChoice choice;
    private Scheduler scheduler; // made when it is first needed

    Engines(EngineChoice choice) {
        this.choice = choice;
    }

    /** A scheduler on this engine that all tests share, and none closes. */
    public synchronized Scheduler scheduler() {
        if (scheduler == null) {
            scheduler = builder().name(SHARED_PREFIX + choice).build();
        }
        return scheduler;
    }

    /** Builds a scheduler on this engine, which is the test's to close. */
    public Scheduler.Builder builder() {
        return Scheduler.builder().engine(choice);
    }

    /** Those that can run in this JVM, and so are tested in it. */
    public static Stream<Engines> available() {
        return VirtualThreads.whyUnavailable() == null ? Stream.of(values()) : Stream.of(PLATFORM);
    }
}
