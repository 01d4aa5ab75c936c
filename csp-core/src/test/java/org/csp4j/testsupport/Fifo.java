package org.csp4j.testsupport;

import java.io.IOException;
import java.nio.file.Path;

/** A named pipe: who opens it waits in a system call until somebody opens the other end. */
public final class Fifo {
    private Fifo() {}

    /** Makes one in this directory. */
    public static Path in(Path directory) throws IOException, InterruptedException {
        Path fifo = directory.resolve("fifo");
        int exitCode = new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        if (exitCode != 0) {
            throw new IOException("mkfifo " + fifo + " ended with " + exitCode);
        }
        return fifo;
    }
}
