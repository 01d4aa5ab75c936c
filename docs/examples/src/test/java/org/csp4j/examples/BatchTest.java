package org.csp4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.examples.TourProcess.Jvm;
import org.csp4j.examples.TourProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code runner SECONDS}, with real time and real signals. */
class BatchTest {
    private static final int SIGINT = 2;

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void endsWithZeroWhenTheTasksAreDone(Jvm jvm) throws Exception {
        assertThat(TourProcess.on(jvm).run("runner", "60").isGood().outLines())
                .containsExactly(
                        "Starting work.",
                        "Processor - Task #0.",
                        "Processor - Task #1.",
                        "Processor - Task #2.",
                        "Process ended.");
    }

    @Test
    void endsWithOneOnATimeout() throws Exception {
        Result run = TourProcess.runTour("runner", "2");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.outLines())
                .containsExactly(
                        "Starting work.",
                        "Processor - Task #0.",
                        "Processor - Task #1.",
                        "Processor - Task #2.",
                        "Terminating due to timeout.");
    }

    @ParameterizedTest
    @CsvSource({"INT,PLAIN", "INT,OPENED", "TERM,PLAIN", "TERM,OPENED"})
    void endsWithTwoOnASignalWhenTheTaskHasFinished(String signal, Jvm jvm) throws Exception {
        // as it is in a shell's background jobs, and then in all that they start
        assumeFalse(signal.equals("INT") && isIgnored(SIGINT), "this process was started to ignore INT");
        Process process = new ProcessBuilder(TourProcess.on(jvm).command("runner", "60"))
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.endsWith("#1.")) {
                    String pid = Long.toString(process.pid());
                    assertThat(new ProcessBuilder("kill", "-" + signal, pid)
                                    .start()
                                    .waitFor())
                            .isZero();
                }
            }
        }

        assertThat(TourProcess.await(process)).isEqualTo(2);
        assertThat(lines)
                .containsExactly(
                        "Starting work.",
                        "Processor - Task #0.",
                        "Processor - Task #1.",
                        "Terminating due to interrupt.");
    }

    private static boolean isIgnored(int signal) throws Exception {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
    }
}
