/** Concurrency patterns over channels, by what {@code org.csp4j} exports alone. */
@org.jspecify.annotations.NullMarked
module org.csp4j.patterns {
    requires jdk.unsupported;
    requires static org.jspecify;
    requires org.slf4j;
    requires transitive org.csp4j;

    exports org.csp4j.patterns.control;
    exports org.csp4j.patterns.flow;
    exports org.csp4j.patterns.pool;
    exports org.csp4j.patterns.state;
    exports org.csp4j.patterns.task;
}
