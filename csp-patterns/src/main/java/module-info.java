@org.jspecify.annotations.NullMarked
module org.csp4j.patterns {
    requires static org.jspecify;
    requires transitive org.csp4j;
}
