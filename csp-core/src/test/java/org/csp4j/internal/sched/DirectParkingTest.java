package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.internal.jdk.DirectParking;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the JDK does to a thread from outside, while that parks and is resumed without the JDK knowing. */
@Tag("opened")
class DirectParkingTest {
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("direct", new SchedulerLimits(2, 100, Duration.ofMillis(5)));

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @AfterEach
    void noFiberFails() {
        assertThat(failure.get()).isNull();
    }

    private Thread go(Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        ENGINE.start(fiber);
        return fiber.thread();
    }

    @Test
    void aStackTraceTakenAtAnyMomentLosesNoWakeUp() throws Exception {
        int rounds = Rounds.of(100_000);
        Channel<Integer> there = chan();
        Channel<Integer> back = chan();
        Thread echo = go(() -> {
            for (int i = 0; i < rounds; i++) {
                back.send(there.receive());
            }
        });
        Thread caller = go(() -> {
            for (int i = 0; i < rounds; i++) {
                there.send(i);
                assertThat(back.receive()).isEqualTo(i);
            }
        });
        int traces = 0;
        long start = System.nanoTime();
        while (caller.isAlive() && System.nanoTime() - start < Delays.PATIENCE.toNanos()) {
            assertThat(echo.getStackTrace()).isNotNull();
            assertThat(caller.getStackTrace()).isNotNull();
            traces++;
        }
        assertThat(caller.join(Delays.PATIENCE))
                .as("ends after %s traces", traces)
                .isTrue();
        assertThat(echo.join(Delays.PATIENCE)).isTrue();
        assertThat(traces).isPositive();
    }

    /** A generator made of the JDK's continuations, say: nobody yields but the fiber as a whole. */
    @Test
    void aFiberParksTogetherWithAContinuationThatItRuns() throws Exception {
        Channel<Integer> channel = chan();
        FutureTask<Integer> body = new FutureTask<>(channel::receive);
        AtomicBoolean hasCompletedBody = new AtomicBoolean();
        Thread fiber = go(() -> {
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            Object inner = type.getConstructor(scope, Runnable.class)
                    .newInstance(scope.getConstructor(String.class).newInstance("inner"), body);
            type.getMethod("run").invoke(inner);
            hasCompletedBody.set(body.isDone());
        });
        channel.send(1);
        assertThat(fiber.join(Delays.PATIENCE)).isTrue();
        assertThat(hasCompletedBody).isTrue();
        assertThat(body.resultNow()).isEqualTo(1);
    }

    @Test
    void theCarrierIsInterruptedIfTheFiberIsThatGoesOn() throws Exception {
        int rounds = Rounds.of(100_000);
        Channel<Integer> channel = chan(1);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger looked = new AtomicInteger();
        AtomicInteger differences = new AtomicInteger();
        Thread fiber = go(() -> {
            for (int round = 1; round <= rounds; round++) {
                try {
                    channel.receive();
                } catch (InterruptedException e) {
                    channel.tryReceive();
                }
                while (interrupted.get() < round) {
                    Thread.onSpinWait(); // in sight of whoever interrupts
                }
                differences.addAndGet(isCarrierInterruptedAsTheFiberIs() ? 0 : 1);
                Thread.interrupted();
                channel.tryReceive();
                looked.set(round);
            }
        });
        for (int round = 1; round <= rounds; round++) {
            channel.trySend(round);
            for (int spins = ThreadLocalRandom.current().nextInt(500); spins > 0; spins--) {
                Thread.onSpinWait(); // until the fiber is just going on, perhaps
            }
            fiber.interrupt();
            interrupted.set(round);
            while (looked.get() < round && fiber.isAlive()) {
                Thread.yield();
            }
        }
        fiber.join();
        assertThat(differences).hasValue(0);
    }

    @Test
    void whatTheCarrierWasInterruptedForBeforeIsNoneOfTheFiberThatGoesOn() throws Exception {
        WorkStealingEngine engine = new WorkStealingEngine("one", new SchedulerLimits(1, 1, Duration.ofMillis(5)));
        Channel<Integer> channel = chan();
        AtomicInteger differences = new AtomicInteger();
        TestFiber fiber = new TestFiber(
                () -> {
                    for (int round = Rounds.of(10_000); round > 0; round--) {
                        engine.execute(
                                () -> { // by the carrier, when the fiber has parked
                                    Thread.currentThread().interrupt();
                                    channel.trySend(1);
                                });
                        channel.receive();
                        differences.addAndGet(isCarrierInterruptedAsTheFiberIs() ? 0 : 1);
                    }
                },
                failure);
        engine.start(fiber);
        fiber.thread().join();
        engine.close();
        assertThat(differences).hasValue(0);
    }

    /** Of the calling fiber. The JDK's monitors, and its pinned threads, ask the carrier. */
    private static boolean isCarrierInterruptedAsTheFiberIs() {
        return VirtualThreads.currentCarrierThread().isInterrupted()
                == Thread.currentThread().isInterrupted();
    }

    /** What {@link DirectParking} does when a fiber has left is compiled by itself: it begins where that is the current thread. */
    @Test
    void noInterruptStaysOnTheCarrierOfAFiberThatParks() throws Exception {
        List<String> flags =
                List.of(ChildJvm.OPENED, "-XX:CompileCommand=dontinline,org.csp4j.internal.jdk.DirectParking::settle");
        try (ChildJvm jvm = ChildJvm.start(flags, InterruptsOfTheCarrier.class)) {
            assertThat(jvm.awaitEnd()).as(jvm::output).isZero();
            assertThat(jvm.output()).contains("left on the carrier: 0, failure: null");
        }
    }

    /** A fiber interrupts its carrier and parks, and then the carrier looks at itself. It is the only one, and has no spare. */
    private static final class InterruptsOfTheCarrier {
        private static final int ROUNDS = 100_000; // until it is compiled, and some more

        public static void main(String[] arguments) throws Exception {
            WorkStealingEngine engine = new WorkStealingEngine("one", new SchedulerLimits(1, 1, Duration.ofMillis(5)));
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Channel<Integer> channel = chan();
            int[] left = new int[1]; // the carrier alone
            TestFiber fiber = new TestFiber(
                    () -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            Thread carrier = VirtualThreads.currentCarrierThread();
                            carrier.interrupt();
                            engine.execute(
                                    () -> { // when the fiber has parked
                                        left[0] += carrier.isInterrupted() ? 1 : 0;
                                        channel.trySend(1);
                                    });
                            channel.receive();
                        }
                    },
                    failure);
            engine.start(fiber);
            fiber.thread().join();
            System.out.println("left on the carrier: " + left[0] + ", failure: " + failure);
        }
    }
}
