package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Fiber;
import org.csp4j.FiberState;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK offers for its own virtual threads. */
class ThreadsTest extends OneCarrier {
    @Test
    void sleepAllAtOnce() throws Exception {
        List<Fiber<?>> sleeping = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            sleeping.add(go(() -> Thread.sleep(Delays.SHORT)));
        }
        for (Fiber<?> each : sleeping) {
            end(each);
        }
        assertThat(sleeping).allMatch(each -> each.state() == FiberState.DONE);
    }

    @Test
    void parkForSomeTime() throws Exception {
        run(() -> {
            long deadline = System.nanoTime() + Delays.SHORT.toNanos();
            while (deadline - System.nanoTime() > 0) {
                LockSupport.parkNanos(Delays.SHORT.toNanos());
            }
        });
    }

    @Test
    void letOthersRunWhenTheyYield() throws Exception {
        AtomicBoolean isSet = new AtomicBoolean();
        Fiber<?> yielding = go(() -> {
            while (!isSet.get()) {
                Thread.yield();
            }
        });
        run(() -> isSet.set(true));
        end(yielding);
    }

    @Test
    void joinOneAnother() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Fiber<?> joined = go(latch::await);
        run(() -> assertThat(joined.thread().join(Delays.SHORT)).isFalse());
        Fiber<?> joining = go(() -> joined.thread().join());
        awaitWaiting(joining);
        run(latch::countDown);
        end(joining);
        assertThat(joined.thread().isAlive()).isFalse();
    }

    @Test
    void areShownByNameAndStackInADump(@TempDir Path directory) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Channel<Integer> channel = Csp.chan();
        Fiber<?> ofOthers = started(scheduler.go("waits for a latch", latch::await));
        Fiber<?> ours = started(scheduler.async("waits for an element", channel::receive));
        awaitWaiting(ofOthers);
        awaitWaiting(ours);
        Path file = directory.resolve("threads.txt");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
        latch.countDown();
        channel.send(1);
        List<String> lines = Files.readAllLines(file);
        assertThat(entryOf("\"waits for a latch\" virtual", lines)).contains("CountDownLatch.await");
        assertThat(entryOf("\"waits for an element\" virtual", lines)).contains(".receive");
    }

    /** What a dump says of a thread, and the next ones; other tests may have left a great many threads behind. */
    private static String entryOf(String name, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(name)) {
                return String.join("\n", lines.subList(i, Math.min(i + 50, lines.size())));
            }
        }
        return "nothing of " + name;
    }
}
