package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.diagnostics.StuckFiberReport.Look;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.CapturedErr;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Fifo;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scheduler tells of fibers that hold their carriers: to its hook, and to the log. */
class StuckFiberTest {
    private static final Duration SOON = Duration.ofMillis(20);

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S"})
    void aTimeThatIsTooShortIsRefused(Duration time) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scheduler.builder().stuckReportAfter(time))
                .withMessage("stuckReportAfter " + time + " is less than PT0.001S");
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> Scheduler.builder().stuckReportAfter(null));
        assertThatNullPointerException().isThrownBy(() -> Scheduler.builder().onStuck(null));
    }

    @Test
    void thePlatformEngineCanTellNothing() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Engines.PLATFORM.builder().stuckReportAfter(Delays.LONG).build())
                .withMessageContaining("stuckReportAfter " + Delays.LONG);
        try (Scheduler scheduler =
                Engines.PLATFORM.builder().onStuck(report -> {}).build()) {
            assertThat(scheduler.engine()).isEqualTo("platform");
        }
    }

    @Nested
    @Tag("opened")
    class OnTheWorkStealingEngine {
        private final List<StuckFiberReport> told = new CopyOnWriteArrayList<>();
        private volatile boolean stops;

        private Scheduler.Builder builder() {
            return Engines.WORK_STEALING
                    .builder()
                    .parallelism(1)
                    .stuckReportAfter(SOON)
                    .onStuck(told::add);
        }

        private void compute() {
            while (!stops && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }

        private void awaitTold(int number) {
            Await.until(number + " are told", () -> threadsTold() >= number);
        }

        private long threadsTold() {
            return told.stream().map(StuckFiberReport::thread).distinct().count();
        }

        @Test
        void aFiberThatComputesIsToldToTheHookAndToTheLog() {
            try (CapturedErr err = new CapturedErr();
                    Scheduler scheduler =
                            builder().name("orders").recordCreationSites().build()) {
                Fiber<?> hog = scheduler.go("loader", this::compute);
                awaitTold(1);
                stops = true;
                StuckFiberReport report = told.getFirst();
                assertThat(report.name()).isEqualTo("loader");
                assertThat(report.creationSite()).contains(hog.creationSite());
                assertThat(report.thread()).isSameAs(hog.thread());
                assertThat(report.carrier()).startsWith("orders-carrier-");
                assertThat(err.text())
                        .contains("WARN", "fiber 'loader', started at " + hog.creationSite() + ", has held ")
                        .contains("StuckFiberTest$OnTheWorkStealingEngine.compute(");
            }
        }

        @Test
        void aHookIsToldOfItsOwnSchedulersFibers() {
            List<StuckFiberReport> others = new CopyOnWriteArrayList<>();
            try (CapturedErr err = new CapturedErr();
                    Scheduler mine = builder().build();
                    Scheduler other = builder().onStuck(others::add).build()) {
                mine.go("mine", this::compute);
                other.go("other's", this::compute);
                awaitTold(1);
                Await.until("the other one is told", () -> !others.isEmpty());
                stops = true;
                assertThat(err.count("WARN")).isGreaterThanOrEqualTo(2);
            }
            assertThat(told).extracting(StuckFiberReport::name).containsOnly("mine");
            assertThat(others).extracting(StuckFiberReport::name).containsOnly("other's");
        }

        @Test
        void oneWithAnHourToGoIsNotTold() throws Exception {
            try (Scheduler patient = builder().stuckReportAfter(Delays.FOREVER).build();
                    Scheduler watchful = builder().build()) {
                patient.go("not told", this::compute);
                Fiber<?> hog = watchful.go(this::compute);
                awaitTold(1);
                stops = true;
                hog.join();
            }
            assertThat(told).extracting(StuckFiberReport::name).doesNotContain("not told");
        }

        @Test
        void manyThatAreStuckAreAllToldToTheHookButDoNotFloodTheLog(@TempDir Path directory) throws Exception {
            int many = 30;
            Path fifo = Fifo.in(directory);
            List<Fiber<?>> openers = new ArrayList<>();
            try (CapturedErr err = new CapturedErr();
                    Scheduler scheduler = builder().build()) {
                for (int i = 0; i < many; i++) {
                    openers.add(scheduler.go(() -> new FileInputStream(fifo.toFile()).close()));
                }
                awaitTold(many);
                try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) { // lets them all go
                    for (Fiber<?> opener : openers) {
                        opener.join();
                    }
                    assertThat(both.getFD().valid()).isTrue();
                }
                assertThat(err.count("has held")).isEqualTo(10);
            }
            assertThat(told).extracting(StuckFiberReport::look).contains(Look.NATIVE_CALL);
        }
    }
}
