/**
 * The tour and the snippets. A module although it runs on the class path: the compiler then refuses an example that
 * uses more than the libraries export.
 */
@org.jspecify.annotations.NullMarked
module org.csp4j.examples {
    requires java.net.http;
    requires java.sql;
    requires jdk.httpserver;
    requires static org.jspecify;
    requires org.csp4j;
    requires org.csp4j.patterns;
    requires org.slf4j;
}
