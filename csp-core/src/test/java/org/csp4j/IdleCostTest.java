package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;

/** A scheduler that has nothing to do does nothing. Measured in processor time, which other processes do not add to. */
class IdleCostTest {
    private static final Duration SPAN = Duration.ofSeconds(2);
    private static final double BOUND = 0.01; // of one processor

    /** Starts fibers that park, each on so many timers, and tells how much of a processor the JVM takes then, at rest. */
    private static final class Program {
        private static final OperatingSystemMXBean SYSTEM =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private static final int SPANS = 15;

        public static void main(String[] arguments) throws Exception {
            int parked = Integer.parseInt(arguments[0]);
            int timersEach = Integer.parseInt(arguments[1]);
            beBusy();
            List<Fiber<?>> fibers = new ArrayList<>();
            for (int i = 0; i < parked; i++) {
                fibers.add(go(() -> select(farTimers(timersEach))));
            }
            for (Fiber<?> fiber : fibers) {
                Await.until("it parks", () -> fiber.waitReason().isPresent());
            }
            System.out.println("all are parked");
            System.out.println("least load: " + leastLoad());
        }

        /** All carriers have run, and some have stolen. */
        private static void beBusy() throws InterruptedException {
            List<Fiber<?>> fibers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Channel<Integer> channel = chan();
                fibers.add(go(() -> channel.send(1)));
                fibers.add(go(channel::receive));
            }
            for (Fiber<?> fiber : fibers) {
                fiber.join();
            }
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static SelectCase<Object>[] farTimers(int number) {
            SelectCase<Object>[] cases = new SelectCase[number + 1];
            for (int i = 0; i < number; i++) {
                cases[i] = receive(after(Delays.LONG), instant -> instant);
            }
            cases[number] = receive(chan(), element -> element);
            return cases;
        }

        /** The least of several spans: the compiler and the collector have an end of their work, a scheduler that polls has none. */
        private static double leastLoad() throws InterruptedException {
            double least = Double.MAX_VALUE;
            for (int i = 0; i < SPANS && least >= BOUND; i++) {
                long begin = System.nanoTime();
                long before = SYSTEM.getProcessCpuTime();
                Thread.sleep(SPAN);
                long taken = SYSTEM.getProcessCpuTime() - before;
                least = Math.min(least, (double) taken / (System.nanoTime() - begin));
            }
            return least;
        }
    }

    private static void assertIsCheap(int parked, int timersEach) throws Exception {
        List<String> flags = List.of(ChildJvm.OPENED, "-Dcsp4j.engine=work-stealing", "-Xmx2g");
        try (ChildJvm jvm =
                ChildJvm.start(flags, Program.class, Integer.toString(parked), Integer.toString(timersEach))) {
            jvm.awaitLine("all are parked");
            String line = jvm.awaitLine("least load: ");
            System.out.printf("IdleCostTest: %d fibers with %d timers each: %s%n", parked, timersEach, line);
            assertThat(Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                    .as(jvm::output)
                    .isBetween(0.0, BOUND);
        }
    }

    @Test
    void anIdleSchedulerTakesLessThanAHundredthOfAProcessor() throws Exception {
        assertIsCheap(0, 0);
    }

    @Test
    void oneWithAHundredThousandParkedFibersAndAMillionFarTimersTakesNoMore() throws Exception {
        assertIsCheap(100_000, 10);
    }
}
