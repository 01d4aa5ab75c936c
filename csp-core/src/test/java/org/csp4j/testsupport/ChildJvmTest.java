package org.csp4j.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A harness that could not fail would prove nothing. */
class ChildJvmTest {
    /** Prints its argument, reads its input to the end, and exits with the number of bytes. */
    private static final class Program {
        public static void main(String[] arguments) throws Exception {
            System.out.println(arguments[0]);
            System.err.println("flag is " + System.getProperty("flag"));
            System.exit(System.in.readAllBytes().length + 7);
        }
    }

    @Test
    void itRunsAProgramWithFlagsAndTellsWhatItPrintedAndHowItEnded() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(List.of("-Dflag=up"), Program.class, "an argument")) {
            assertThat(jvm.awaitLine("argument")).isEqualTo("an argument");
            assertThat(jvm.jcmd("VM.command_line")).contains("-Dflag=up");
            assertThat(jvm.jstack()).contains("\"main\"");
            jvm.endInput();
            assertThat(jvm.awaitEnd()).isEqualTo(7);
            assertThat(jvm.output()).contains("an argument", "flag is up");
        }
    }

    @Test
    void aProgramThatEndsBeforeItHasPrintedALineFailsTheTest() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(List.of(), Program.class, "an argument")) {
            jvm.endInput();
            assertThatThrownBy(() -> jvm.awaitLine("never"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("never")
                    .hasMessageContaining("ended with 7")
                    .hasMessageContaining("an argument");
        }
    }

    @Test
    void aCommandThatFailsFailsTheTest() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(List.of(), Program.class, "an argument")) {
            jvm.awaitLine("argument");
            assertThatThrownBy(() -> jvm.jcmd("No.such_command"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("No.such_command");
        }
    }
}
