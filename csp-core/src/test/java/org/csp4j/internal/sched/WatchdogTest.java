package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.diagnostics.StuckFiberReport.Look;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Fifo;
import org.csp4j.testsupport.Pinned;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of those that hold their carriers. */
@Tag("opened")
class WatchdogTest {
    /** Which test's hook is called: they share an engine. */
    private static final AtomicReference<Consumer<StuckFiberReport>> HOOK = new AtomicReference<>();

    private static final Duration SOON = Duration.ofMillis(20);
    private static final WorkStealingEngine ENGINE = new WorkStealingEngine(
            "watched",
            new SchedulerLimits(1, 100, Duration.ofMillis(5), SOON),
            report -> HOOK.get().accept(report));

    private final List<StuckFiberReport> told = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stops;

    WatchdogTest() {
        HOOK.set(told::add);
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @AfterEach
    void everyThreadEnds() throws Exception {
        stops = true;
        for (Thread thread : threads) {
            awaitEnd(thread);
        }
        assertThat(failure.get()).isNull();
    }

    private static void awaitEnd(Thread thread) throws InterruptedException {
        assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
    }

    private Thread go(Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        ENGINE.start(fiber);
        threads.add(fiber.thread());
        return fiber.thread();
    }

    private Thread goThirdParty(String name, Runnable body) {
        Thread thread = ThirdParty.start(ENGINE, body);
        thread.setName(name);
        threads.add(thread);
        return thread;
    }

    private void compute() {
        while (!stops) {
            Thread.onSpinWait();
        }
    }

    private boolean isTold(Thread thread, Look look) {
        return told.stream().anyMatch(report -> report.thread() == thread && report.look() == look);
    }

    private StuckFiberReport awaitReport(Thread thread, Look look) {
        Await.until(thread + " is reported as " + look, () -> isTold(thread, look));
        return told.stream()
                .filter(report -> report.thread() == thread && report.look() == look)
                .findFirst()
                .orElseThrow();
    }

    private static void assertShows(StuckFiberReport report, String method) {
        assertThat(report.stack()).extracting(StackTraceElement::getMethodName).contains(method);
        assertThat(report.toString()).contains("." + method + "(");
    }

    @Test
    void aFiberThatNeverBlocksLooksLikeACpuLoop() {
        Thread hog = go(this::compute);
        StuckFiberReport report = awaitReport(hog, Look.CPU_LOOP);
        assertThat(report.name()).isEqualTo("fiber-" + hog.threadId());
        assertThat(report.creationSite()).contains("a test");
        assertThat(report.carrier()).startsWith("watched-carrier-");
        assertThat(report.heldFor()).isGreaterThanOrEqualTo(SOON);
        assertShows(report, "compute");
        assertThat(report.toString())
                .startsWith("fiber 'fiber-" + hog.threadId() + "', started at a test, has held watched-carrier-")
                .contains("is computing");
    }

    @Test
    void aFiberThatHasParkedBeforeIsReportedLikeAnyOther() throws Exception {
        Channel<Integer> channel = chan();
        Thread hog = go(() -> {
            channel.receive();
            compute();
        });
        channel.send(1);
        assertShows(awaitReport(hog, Look.CPU_LOOP), "compute");
    }

    /** It waits in the run queue for the one that was started after it, and runs next. */
    @Test
    void aFiberFromTheQueueIsReportedLikeAnyOther() {
        AtomicReference<Thread> started = new AtomicReference<>();
        go(() -> {
            Thread first = go(this::compute);
            go(() -> {});
            started.set(first);
        });
        Await.until("both are started", () -> started.get() != null);
        assertShows(awaitReport(started.get(), Look.CPU_LOOP), "compute");
    }

    @Test
    void aFiberThatOpensAFifoWithNobodyAtTheOtherEndLooksBlockedInANativeCall(@TempDir Path directory)
            throws Exception {
        Path fifo = Fifo.in(directory);
        Thread opener = go(() -> {
            try (InputStream in = new FileInputStream(fifo.toFile())) {
                assertThat(in.read()).isEqualTo('x');
            }
        });
        StuckFiberReport report = awaitReport(opener, Look.NATIVE_CALL);
        Files.write(fifo, new byte[] {'x'});
        assertThat(report.stack().getFirst().isNativeMethod()).isTrue();
        assertShows(report, "open0");
    }

    @Test
    void aFiberThatWaitsForAMessageInAClassInitializerLooksPinned() throws Exception {
        Channel<Integer> channel = chan();
        Thread pinned = go(() -> Pinned.call(channel::receive));
        StuckFiberReport report = awaitReport(pinned, Look.PINNED);
        channel.send(1);
        assertShows(report, "receive");
    }

    @Test
    void aFiberThatWaitsForAMonitorInAClassInitializerLooksPinned() {
        Object monitor = new Object();
        synchronized (monitor) {
            Thread pinned = go(() -> Pinned.call(() -> {
                synchronized (monitor) {
                    assertThat(Thread.holdsLock(monitor)).isTrue();
                }
            }));
            assertShows(awaitReport(pinned, Look.PINNED), "call");
        }
    }

    @Test
    void aVirtualThreadThatIsNoFiberIsReportedByItsName() {
        Thread named = goThirdParty("others", this::compute);
        StuckFiberReport report = awaitReport(named, Look.CPU_LOOP);
        assertThat(report.name()).isEqualTo("others");
        assertThat(report.creationSite()).isEmpty();
        assertShows(report, "compute");
        assertThat(report.toString()).startsWith("thread 'others' has held");
    }

    @Test
    void aVirtualThreadWithoutANameIsReportedByItsNumber() {
        Thread unnamed = goThirdParty("", this::compute);
        assertThat(awaitReport(unnamed, Look.CPU_LOOP).name()).isEqualTo("#" + unnamed.threadId());
    }

    @Test
    void oneThatIsStuckAgainIsReportedAgain() throws Exception {
        Channel<Integer> channel = chan();
        Thread hog = go(() -> {
            compute();
            stops = false;
            channel.receive();
            compute();
        });
        awaitReport(hog, Look.CPU_LOOP);
        stops = true;
        Await.until("it has gone on", () -> hog.getState() == Thread.State.WAITING);
        told.clear();
        channel.send(1);
        awaitReport(hog, Look.CPU_LOOP);
    }

    @Test
    void oneThatYieldsOftenIsNotReported() {
        Thread yielding = go(() -> {
            while (!stops) {
                Thread.yield();
            }
        });
        awaitReport(go(this::compute), Look.CPU_LOOP);
        awaitReport(go(this::compute), Look.CPU_LOOP); // all the while
        assertThat(told).extracting(StuckFiberReport::thread).doesNotContain(yielding);
    }

    @Test
    void thoseThatParkOftenAreNotReported() throws Exception {
        Channel<Integer> there = chan();
        Channel<Integer> back = chan();
        Thread echo = go(() -> {
            for (int each : there) {
                back.send(each);
            }
        });
        Thread caller = go(() -> {
            while (!stops) {
                there.send(1);
                back.receive();
            }
            there.close();
        });
        awaitReport(go(this::compute), Look.CPU_LOOP);
        awaitReport(go(this::compute), Look.CPU_LOOP); // all the while
        assertThat(told).extracting(StuckFiberReport::thread).doesNotContain(echo, caller);
    }

    @Test
    void aHookThatFailsDisturbsNothing() {
        HOOK.set(report -> {
            told.add(report);
            Thread.currentThread().interrupt();
            throw new AssertionError("on purpose");
        });
        awaitReport(go(this::compute), Look.CPU_LOOP);
        awaitReport(go(this::compute), Look.CPU_LOOP);
    }

    @Test
    void aHookThatTakesLongHoldsUpNoFiber() throws Exception {
        CountDownLatch isCalled = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        HOOK.set(report -> {
            isCalled.countDown();
            awaitZero(mayReturn);
            told.add(report);
        });
        List<Thread> hogs = new ArrayList<>();
        try {
            hogs.add(go(this::compute));
            awaitZero(isCalled);
            for (int i = 0; i < 3; i++) {
                CountDownLatch computes = new CountDownLatch(1);
                hogs.add(go(() -> {
                    computes.countDown();
                    compute();
                }));
                awaitZero(computes);
                awaitEnd(go(() -> {})); // on another carrier: this one is relieved
            }
            assertThat(told).isEmpty();
        } finally {
            mayReturn.countDown();
        }
        for (Thread hog : hogs) {
            awaitReport(hog, Look.CPU_LOOP);
        }
    }

    private static void awaitZero(CountDownLatch latch) {
        try {
            assertThat(latch.await(Delays.PATIENCE.toNanos(), TimeUnit.NANOSECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
