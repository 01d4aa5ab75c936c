package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.CapturedErr;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Scheduler}: its name, and how many carriers it has. */
class SchedulerLimitsTest {
    private static final String JDK_PROPERTY = "jdk.virtualThreadScheduler.parallelism";

    private final Scheduler.Builder builder = Scheduler.builder();

    @Nested
    class ABuilder {
        @ParameterizedTest
        @ValueSource(ints = {0, -1, 32_768, Integer.MIN_VALUE})
        void refusesANumberOfCarriersThatCannotBe(int carriers) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.parallelism(carriers))
                    .withMessage("parallelism " + carriers + " is not between 1 and 32767");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.maxCarriers(carriers))
                    .withMessage("maxCarriers " + carriers + " is not between 1 and 32767");
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S", "PT1H0.000000001S", "PT999999999999H"})
        void refusesATimeSliceThatCannotBeKept(Duration slice) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.timeSlice(slice))
                    .withMessage("timeSlice " + slice + " is not between PT0.001S and PT1H");
        }

        @Test
        void refusesABlankName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.name(" "))
                    .withMessage("name ' ' is blank");
        }

        @Test
        void takesNoNulls() {
            assertThatNullPointerException().isThrownBy(() -> builder.name(null));
            assertThatNullPointerException().isThrownBy(() -> builder.timeSlice(null));
            assertThatNullPointerException().isThrownBy(() -> builder.engine(null));
        }

        @Test
        void numbersSchedulersThatAreGivenNoName() {
            try (Scheduler first = builder.build();
                    Scheduler second = builder.build();
                    Scheduler named = builder.name("orders").build()) {
                assertThat(first.name()).startsWith("csp4j-");
                assertThat(second.name()).startsWith("csp4j-").isNotEqualTo(first.name());
                assertThat(named.name()).isEqualTo("orders");
            }
            assertThat(Scheduler.shared().name()).isEqualTo("csp4j");
        }
    }

    @Nested
    class OnThePlatformEngine {
        private final Scheduler.Builder platform = Engines.PLATFORM.builder();

        @Test
        void thereAreNoLimitsToAskFor() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> platform.name("orders")
                            .parallelism(2)
                            .timeSlice(Duration.ofMillis(7))
                            .build())
                    .withMessageContainingAll("'orders'", "parallelism 2, timeSlice PT0.007S", JDK_PROPERTY);
            assertThatIllegalStateException()
                    .isThrownBy(() -> Engines.PLATFORM.builder().maxCarriers(9).build())
                    .withMessageContaining("maxCarriers 9");
        }

        @Test
        void thatTookTheOthersPlaceLimitsAreIgnoredWithOneWarning() throws Exception {
            try (CapturedErr err = new CapturedErr();
                    Scheduler scheduler =
                            builder.name("orders").parallelism(2).maxCarriers(9).build()) {
                assertThat(scheduler.engine()).isEqualTo("platform");
                assertThat(scheduler.async(() -> 1).result()).isOne();
                assertThat(err.count("WARN")).isOne();
                assertThat(err.text()).contains("'orders'", "parallelism 2, maxCarriers 9", JDK_PROPERTY);
            }
        }

        @Test
        void parallelismIsTheJdksToChoose() {
            try (Scheduler scheduler = platform.build()) {
                assertThat(scheduler.parallelism())
                        .isEqualTo(Runtime.getRuntime().availableProcessors());
                assertThatThrownBy(() -> scheduler.parallelism(3))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContainingAll("parallelism 3", JDK_PROPERTY);
                assertThatIllegalArgumentException().isThrownBy(() -> scheduler.parallelism(0));
            }
        }
    }

    @Nested
    @Tag("opened")
    class OnTheWorkStealingEngine {
        private final Scheduler.Builder own = Engines.WORK_STEALING.builder();

        private static String carrierOfAFiberOf(Scheduler scheduler) throws InterruptedException {
            return scheduler
                    .async(() -> VirtualThreads.currentCarrierThread().getName())
                    .result();
        }

        @Test
        void eachSchedulerHasCarriersOfItsOwnAndTheyHaveItsName() throws Exception {
            try (Scheduler orders = own.name("orders").build();
                    Scheduler bills = own.name("bills").build()) {
                assertThat(carrierOfAFiberOf(orders)).startsWith("orders-carrier-");
                assertThat(carrierOfAFiberOf(bills)).startsWith("bills-carrier-");
                assertThat(carrierOfAFiberOf(Scheduler.shared())).startsWith("csp4j-carrier-");
            }
        }

        private static boolean hasThreads(String scheduler) {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().startsWith(scheduler + "-"));
        }

        @Test
        void aSchedulerHasNoThreadsBeforeItsFirstFiberAndSoonNoneAfterItsClose() throws Exception {
            carrierOfAFiberOf(Scheduler.shared()); // the first scheduler of a JVM tries out direct parking
            try (Scheduler scheduler = own.name("passing").build()) {
                assertThat(hasThreads("passing")).isFalse();
                assertThat(carrierOfAFiberOf(scheduler)).startsWith("passing-carrier-");
                assertThat(hasThreads("passing")).isTrue();
            }
            Await.until("its threads have ended", () -> !hasThreads("passing"));
        }

        @Test
        void aThreadThatAFiberHasStartedRunsToItsEndAfterTheClose() throws Exception {
            CountDownLatch mayEnd = new CountDownLatch(1);
            Thread late;
            try (Scheduler scheduler = own.name("passing").build()) {
                late = scheduler
                        .async(() -> Thread.ofVirtual().start(() -> {
                            try {
                                mayEnd.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        }))
                        .result();
            }
            Await.until("no thread is left", () -> !hasThreads("passing"));
            assertThat(late.isAlive()).isTrue();
            mayEnd.countDown();
            assertThat(late.join(Delays.PATIENCE)).isTrue();
            Await.until("no thread is left", () -> !hasThreads("passing"));
        }

        @Test
        void fibersOfTwoSchedulersMeetOnAChannel() throws Exception {
            int rounds = 10_000;
            Channel<Integer> there = chan();
            Channel<Integer> back = chan();
            try (Scheduler orders = own.name("orders").parallelism(2).build();
                    Scheduler bills = own.name("bills").parallelism(1).build()) {
                orders.go(() -> {
                    for (int i = 0; i < rounds; i++) {
                        back.send(there.receive() + 1);
                        assertThat(VirtualThreads.currentCarrierThread().getName())
                                .startsWith("orders-");
                    }
                });
                bills.async(() -> {
                            for (int i = 0; i < rounds; i++) {
                                there.send(i);
                                assertThat(back.receive()).isEqualTo(i + 1);
                                assertThat(VirtualThreads.currentCarrierThread().getName())
                                        .startsWith("bills-");
                            }
                            return null;
                        })
                        .result();
            }
        }

        @Test
        void parallelismIsByDefaultThatOfTheProcessors() {
            try (Scheduler scheduler = own.build()) {
                assertThat(scheduler.parallelism())
                        .isEqualTo(Runtime.getRuntime().availableProcessors());
            }
            try (Scheduler scheduler =
                    Engines.WORK_STEALING.builder().maxCarriers(1).build()) {
                assertThat(scheduler.parallelism()).isOne();
            }
        }

        @Test
        void parallelismCannotBeMoreThanThereMayBeCarriers() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> own.parallelism(5).maxCarriers(4).build())
                    .withMessageContainingAll("parallelism 5", "maxCarriers 4");
            try (Scheduler scheduler = Engines.WORK_STEALING
                    .builder()
                    .parallelism(2)
                    .maxCarriers(4)
                    .build()) {
                scheduler.parallelism(4);
                assertThat(scheduler.parallelism()).isEqualTo(4);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> scheduler.parallelism(5))
                        .withMessageContainingAll("parallelism 5", "which is 4");
                assertThatIllegalArgumentException().isThrownBy(() -> scheduler.parallelism(0));
                assertThat(scheduler.parallelism()).isEqualTo(4);
            }
        }

        @Test
        void parallelismChangesUnderLoadAndNoFiberIsLost() throws Exception {
            int fibers = 200;
            int rounds = 500;
            Channel<Integer> channel = chan();
            try (Scheduler scheduler = own.parallelism(1).build()) {
                List<Fiber<Integer>> receivers = new ArrayList<>();
                for (int i = 0; i < fibers; i++) {
                    scheduler.go(() -> {
                        for (int j = 0; j < rounds; j++) {
                            channel.send(1);
                        }
                    });
                    receivers.add(scheduler.async(() -> {
                        int sum = 0;
                        for (int j = 0; j < rounds; j++) {
                            sum += channel.receive();
                        }
                        return sum;
                    }));
                }
                for (int i = 0; scheduler.stats().live() > 0; i++) {
                    scheduler.parallelism(1 + i % 7);
                    assertThat(scheduler.async(() -> 1).result()).isOne();
                }
                for (Fiber<Integer> receiver : receivers) {
                    assertThat(receiver.result()).isEqualTo(rounds);
                }
            }
        }
    }

    /** For a JVM of its own: how many processors a container allows, is known from its start. */
    static final class Main {
        public static void main(String... arguments) throws Exception {
            Scheduler shared = Scheduler.shared();
            try (Scheduler own = Scheduler.builder().build()) {
                int sum = own.async(() -> 1).result() + shared.async(() -> 1).result();
                System.out.println(shared.engine() + " " + shared.parallelism() + " " + own.parallelism() + " " + sum);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "work-stealing"})
    void parallelismIsByDefaultWhatTheJvmMayUse(String engine) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:ActiveProcessorCount=3",
                "-Dcsp4j.engine=" + engine,
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(Delays.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(output.strip()).isEqualTo(engine + " 3 3 2");
    }
}
