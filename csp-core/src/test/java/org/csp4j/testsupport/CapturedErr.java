package org.csp4j.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Takes what is written to the standard error stream, which is where SLF4J writes to in tests, until it is closed. */
public final class CapturedErr implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public CapturedErr() {
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** How often it stands there. */
    public int count(String words) {
        return text().split(java.util.regex.Pattern.quote(words), -1).length - 1;
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
