package org.csp4j.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Go program, made of {@code src/main/go} by the go command. */
final class GoProgram {
    private static final String PROGRAM = "benchmarks";
    private static final List<String> SOURCES = List.of("go.mod", "main.go");

    private GoProgram() {}

    /** Built when this JVM first asks for it, and deleted when the JVM ends. */
    static Path path() {
        return Built.PATH;
    }

    private static final class Built {
        static final Path PATH = build();
    }

    private static Path build() {
        try {
            Path directory = Files.createTempDirectory("csp-benchmarks");
            directory.toFile().deleteOnExit();
            for (String name : SOURCES) {
                try (InputStream source = GoProgram.class.getResourceAsStream("/go/" + name)) {
                    Files.copy(source, deletedOnExit(directory.resolve(name)));
                }
            }
            Path program = deletedOnExit(directory.resolve(PROGRAM));
            Process build = new ProcessBuilder("go", "build", "-o", PROGRAM, ".")
                    .directory(directory.toFile())
                    .inheritIO()
                    .start();
            if (build.waitFor() != 0) {
                throw new IllegalStateException("go build ended with " + build.exitValue());
            }
            return program;
        } catch (IOException e) {
            throw new IllegalStateException("there is no go command, or it cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in go build", e);
        }
    }

    private static Path deletedOnExit(Path file) {
        file.toFile().deleteOnExit();
        return file;
    }
}
