package org.csp4j.thirdparty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the carrier while it waits: others go on, on a spare one. */
class HoldingTheCarrierTest extends OneCarrier {
    HoldingTheCarrierTest() {
        super(withSpares());
    }

    @Test
    void aProcessThatOneFiberWritesToAndAnotherReadsEnds() throws Exception {
        Process process = end(async(() -> new ProcessBuilder("cat").start()));
        try {
            Fiber<Integer> waiting = async(process::waitFor);
            awaitWaiting(waiting);
            CountDownLatch reads = new CountDownLatch(1);
            Fiber<List<String>> reading = async(() -> {
                try (BufferedReader in = process.inputReader(UTF_8)) {
                    reads.countDown();
                    return in.lines().toList();
                }
            });
            go(() -> {
                reads.await();
                try (Writer out = process.outputWriter(UTF_8)) {
                    out.write("one\n");
                    out.flush();
                    Thread.sleep(Delays.SHORT);
                    out.write("two\n");
                }
            });
            assertThat(end(reading)).containsExactly("one", "two");
            assertThat(end(waiting)).isZero();
            assertThat(end(async(() -> process.onExit().get().exitValue()))).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void filesAreWrittenAndRead(@TempDir Path directory) throws Exception {
        List<Fiber<String>> reading = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Path file = directory.resolve("file-" + i);
            String text = "text " + i;
            reading.add(async(() -> {
                Files.writeString(file, text);
                Thread.yield();
                return Files.readString(file);
            }));
        }
        for (int i = 0; i < MANY; i++) {
            assertThat(end(reading.get(i))).isEqualTo("text " + i);
        }
    }

    @Test
    void aClassInitializerThatParksIsWokenByAnotherFiber() throws Exception {
        List<Fiber<Integer>> using = new ArrayList<>();
        for (int i = 0; i < 2; i++) { // the second waits for the first, inside of the JVM
            using.add(async(() -> Initialized.value));
        }
        Fiber<?> opening = go(() -> {
            Initializing.BEGINS.await();
            Initializing.GATE.countDown();
        });
        end(opening);
        for (Fiber<Integer> each : using) {
            assertThat(end(each)).isEqualTo(7);
        }
    }

    private static final class Initializing {
        static final CountDownLatch BEGINS = new CountDownLatch(1);
        static final CountDownLatch GATE = new CountDownLatch(1);

        static int begin() {
            BEGINS.countDown();
            try {
                GATE.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 7;
        }
    }

    private static final class Initialized {
        static final int value = Initializing.begin();
    }
}
