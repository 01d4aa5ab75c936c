package org.csp4j;

/** Who schedules fibers. Both engines mean the same by every operation; they differ in speed and in what they can promise. */
public enum EngineChoice {
    /** The work-stealing engine where it can run, else the platform engine. */
    AUTOMATIC,
    /**
     * The library's own scheduler. Needs the JVM flag {@code --add-opens java.base/java.lang=ALL-UNNAMED} (the name of the
     * module, {@code org.csp4j}, in place of {@code ALL-UNNAMED} where the library is on the module path).
     */
    WORK_STEALING,
    /** The JDK's own scheduler of virtual threads. */
    PLATFORM
}
