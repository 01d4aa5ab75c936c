package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.go;

import java.io.FileInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Fifo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the others while a fiber holds the only carrier: it differs between the engines. */
class HeldCarrierTest {
    /** Engines find one processor, hence have one carrier. */
    private static final String ONE_PROCESSOR = "-XX:ActiveProcessorCount=1";

    private static final String HAS_RUN = "another fiber has run";
    private static final String HAS_NOT_RUN = "no other fiber has run";

    /** Starts a fiber that opens a file, or computes if none is given, and tells whether another one then gets to run. */
    private static final class Program {
        public static void main(String[] arguments) throws Exception {
            Duration patience = Duration.parse(arguments[0]);
            CountDownLatch holds = new CountDownLatch(1);
            go(() -> {
                holds.countDown(); // from here on it does not let go
                if (arguments.length > 1) {
                    new FileInputStream(arguments[1]).close();
                }
                while (true) {
                    Thread.onSpinWait();
                }
            });
            holds.await();
            long begin = System.nanoTime();
            boolean hasRun = go(() -> {}).join(patience);
            Duration waited = Duration.ofNanos(System.nanoTime() - begin);
            System.out.printf("%s after %d ms%n", hasRun ? HAS_RUN : HAS_NOT_RUN, waited.toMillis());
        }
    }

    private static String outcome(EngineChoice engine, Duration patience, Path... opened) throws Exception {
        List<String> flags = new ArrayList<>(List.of(ONE_PROCESSOR));
        switch (engine) {
            case WORK_STEALING -> flags.addAll(List.of(ChildJvm.OPENED, "-Dcsp4j.engine=work-stealing"));
            case PLATFORM -> flags.add("-Dcsp4j.engine=platform");
            case AUTOMATIC -> throw new AssertionError(engine);
        }
        List<String> arguments = new ArrayList<>(List.of(patience.toString()));
        for (Path each : opened) {
            arguments.add(each.toString());
        }
        try (ChildJvm jvm = ChildJvm.start(flags, Program.class, arguments.toArray(String[]::new))) {
            assertThat(jvm.awaitEnd()).as(jvm::output).isZero();
            String outcome = jvm.awaitLine("fiber has run");
            System.out.printf(
                    "HeldCarrierTest: %s, %s: %s%n", engine, opened.length == 0 ? "a loop" : "a FIFO", outcome);
            return outcome;
        }
    }

    @Test
    void besideALoopOthersRunOnTheWorkStealingEngine() throws Exception {
        assertThat(outcome(EngineChoice.WORK_STEALING, Delays.PATIENCE)).startsWith(HAS_RUN);
    }

    @Test
    void besideOneThatOpensAFifoOthersRunOnTheWorkStealingEngine(@TempDir Path directory) throws Exception {
        assertThat(outcome(EngineChoice.WORK_STEALING, Delays.PATIENCE, Fifo.in(directory)))
                .startsWith(HAS_RUN);
    }

    /*
     * That something does not happen can only be shown by waiting for a while. A second is some thousand times what it takes to
     * start a fiber, and longer than the JDK's scheduler ever ponders. On a machine that is so slow that this is too short the
     * tests still pass; they fail if a JDK learns what it could not, and then the guide wants a change.
     */

    @Test
    void besideALoopNobodyRunsOnThePlatformEngine() throws Exception {
        assertThat(outcome(EngineChoice.PLATFORM, Delays.A_WHILE)).startsWith(HAS_NOT_RUN);
    }

    @Test
    void besideOneThatOpensAFifoNobodyRunsOnThePlatformEngine(@TempDir Path directory) throws Exception {
        assertThat(outcome(EngineChoice.PLATFORM, Delays.A_WHILE, Fifo.in(directory)))
                .startsWith(HAS_NOT_RUN);
    }
}
