package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.sleep;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;

import java.io.FileInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Fifo;
import org.csp4j.testsupport.Pinned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever fibers do, a JVM ends when it is to end. */
@ParameterizedClass(name = "{0}")
@MethodSource("engines")
class JvmShutdownTest {
    private static final int SIGTERM = 15;

    private final List<String> flags;

    @TempDir
    Path directory;

    static Stream<EngineChoice> engines() {
        return Stream.of(EngineChoice.WORK_STEALING, EngineChoice.PLATFORM);
    }

    JvmShutdownTest(EngineChoice engine) {
        flags = engine == EngineChoice.PLATFORM
                ? List.of("-Dcsp4j.engine=platform")
                : List.of(ChildJvm.OPENED, "-Dcsp4j.engine=work-stealing");
    }

    /** Starts fibers that do everything that could keep a JVM, and then ends, as the first argument says. */
    private static final class Program {
        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("shuts down")));
            startThoseThatPark();
            startThoseThatHold(arguments[1]);
            System.out.println("ready");
            switch (arguments[0]) {
                case "return" -> {}
                case "exit" -> System.exit(7);
                case "wait" -> chan().receive();
                default -> throw new AssertionError(arguments[0]);
            }
        }

        private static void startThoseThatPark() {
            Channel<Integer> channel = chan();
            for (int i = 0; i < 1_000; i++) {
                awaitPark(go(channel::receive));
                awaitPark(go(() -> sleep(Delays.LONG)));
                awaitPark(go(() -> after(Delays.LONG).receive()));
                awaitPark(go(
                        () -> select(receive(channel), receive(tick(Delays.LONG)), timeout(Delays.LONG, () -> null))));
            }
            Fiber<?> sleeper = go(() -> Thread.sleep(Delays.LONG));
            Await.until("it sleeps", () -> sleeper.thread().getState() == Thread.State.TIMED_WAITING);
        }

        private static void awaitPark(Fiber<?> fiber) {
            Await.until("it parks", () -> fiber.waitReason().isPresent());
        }

        /** Those that hold their carriers; on the JDK's scheduler there are none left then, and the last ones never begin. */
        private static void startThoseThatHold(String fifo) throws InterruptedException {
            List<Action> holders = List.of(
                    () -> new FileInputStream(fifo).close(),
                    () -> compute(),
                    () -> Pinned.call(() -> chan().receive()),
                    () -> compute(),
                    () -> compute());
            boolean isPlatform = Scheduler.shared().engine().equals("platform");
            int processors = Runtime.getRuntime().availableProcessors();
            CountDownLatch begun =
                    new CountDownLatch(isPlatform ? Math.min(processors, holders.size()) : holders.size());
            for (Action holder : holders) {
                go(() -> {
                    begun.countDown();
                    holder.run();
                });
            }
            begun.await();
        }

        private static void compute() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    private ChildJvm start(String howToEnd) throws Exception {
        return ChildJvm.start(flags, Program.class, howToEnd, Fifo.in(directory).toString());
    }

    private static void assertEnds(ChildJvm jvm, int exitCode) throws InterruptedException {
        assertThat(jvm.awaitEnd()).as(jvm::output).isEqualTo(exitCode);
        assertThat(jvm.output()).contains("ready", "shuts down");
    }

    @Test
    void itEndsWhenMainReturns() throws Exception {
        try (ChildJvm jvm = start("return")) {
            assertEnds(jvm, 0);
        }
    }

    @Test
    void itEndsBySystemExit() throws Exception {
        try (ChildJvm jvm = start("exit")) {
            assertEnds(jvm, 7);
        }
    }

    @Test
    void itEndsByASignal() throws Exception {
        try (ChildJvm jvm = start("wait")) {
            jvm.awaitLine("ready");
            assertThat(ProcessHandle.of(jvm.pid()).orElseThrow().destroy()).isTrue();
            assertEnds(jvm, 128 + SIGTERM);
        }
    }
}
