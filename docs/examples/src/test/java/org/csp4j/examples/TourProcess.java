package org.csp4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of the tour as a user sees it: a process of its own, with its output and its exit code. */
final class TourProcess {
    /** Whether the user opened java.lang to the library. */
    enum Jvm {
        PLAIN(),
        OPENED("--add-opens", "java.base/java.lang=ALL-UNNAMED");

        private final List<String> flags;

        Jvm(String... flags) {
            this.flags = List.of(flags);
        }
    }

    /** What is left of a run. */
    record Result(int exitCode, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }

        List<String> errLines() {
            return err.lines().toList();
        }

        /** The program ended well and complained about nothing. */
        Result isGood() {
            assertThat(err).isEmpty();
            assertThat(exitCode).isZero();
            return this;
        }

        /** The program refused its arguments in one line that has these words. */
        void isRefused(String... words) {
            assertThat(exitCode).isEqualTo(2);
            assertThat(out).isEmpty();
            assertThat(err).endsWith(System.lineSeparator()).contains(words);
            assertThat(errLines()).hasSize(1);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<String> flags = new ArrayList<>();
    private Map<String, String> environment = Map.of();

    static TourProcess on(Jvm jvm) {
        TourProcess process = new TourProcess();
        process.flags.addAll(jvm.flags);
        return process;
    }

    static Result runTour(String... arguments) throws IOException, InterruptedException {
        return on(Jvm.PLAIN).run(arguments);
    }

    TourProcess with(String flag) {
        flags.add(flag);
        return this;
    }

    TourProcess in(Map<String, String> newEnvironment) {
        environment = newEnvironment;
        return this;
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("tour", ".out");
        Path err = Files.createTempFile("tour", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(arguments))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            builder.environment().putAll(environment);
            int exitCode = await(builder.start());
            return new Result(exitCode, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // a program is over before the other compiler would help
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Tour.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static int await(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the tour did not end within " + PATIENCE);
        }
        return process.exitValue();
    }
}
