package org.csp4j.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Path;

final class Page {
    private Page() {}

    static void write(Results results, Path docs) throws IOException {}
}
