package org.csp4j.testsupport;

import java.util.stream.Stream;

/** Where a test's parties run: what a suite is parameterized over. */
public record Setting(Engines engine, Caller caller) {
    /** Fibers on the engine that this JVM has: the build runs the tests in one with each. */
    public static final Setting FIBERS = fibers().reduce((first, last) -> last).orElseThrow();

    /** Fibers of each engine, and once the threads that no engine of ours runs. */
    public static Stream<Setting> all() {
        return Stream.concat(
                fibers(),
                Stream.of(Caller.VIRTUAL_THREAD, Caller.PLATFORM_THREAD)
                        .map(caller -> new Setting(Engines.PLATFORM, caller)));
    }

    /** Fibers of each engine. */
    public static Stream<Setting> fibers() {
        return Engines.available().map(engine -> new Setting(engine, Caller.FIBER));
    }

    /**
     * What differs most, for tests that take long: fibers of each engine, and platform threads. The build runs tests in a JVM
     * without the work-stealing engine and in one with it; each of these runs in one of them.
     */
    public static Stream<Setting> eachOnce() {
        return Engines.available().anyMatch(engine -> engine == Engines.WORK_STEALING)
                ? Stream.of(FIBERS)
                : Stream.of(FIBERS, new Setting(Engines.PLATFORM, Caller.PLATFORM_THREAD));
    }

    @Override
    public String toString() {
        return caller == Caller.FIBER ? caller + " on " + engine : caller.toString();
    }
}
