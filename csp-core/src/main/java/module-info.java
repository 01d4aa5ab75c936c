/** Fibers, channels, select and timers: Go's model of concurrency for the JDK's virtual threads. */
@org.jspecify.annotations.NullMarked
module org.csp4j {
    requires java.management;
    requires static org.jspecify;
    requires org.jctools.core;
    requires org.slf4j;

    exports org.csp4j;
    exports org.csp4j.diagnostics;
}
