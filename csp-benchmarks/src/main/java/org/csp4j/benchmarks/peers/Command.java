package org.csp4j.benchmarks.peers;

import java.io.IOException;
import java.util.Optional;

/** A program that answers in a few lines. */
public final class Command {
    private Command() {}

    /** What it prints; empty if there is no such program, or it fails. */
    public static Optional<String> output(String... command) {
        try {
            Process process = new ProcessBuilder(command).start();
            String says = process.inputReader().readAllAsString().strip();
            return process.waitFor() == 0 ? Optional.of(says) : Optional.empty();
        } catch (IOException noSuchCommand) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
