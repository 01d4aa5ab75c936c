package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GrainTest {
    @Nested
    class Counting {
        private static final int SHORT_RUNS = 100;

        private final Grain grain = new Grain(SHORT_RUNS);

        @Test
        void aCarrierBeginsWithRunsThatAreNotShort() {
            assertThat(grain.enoughForOthers()).isEqualTo(1);
        }

        @Test
        void runsAreShortIfThereWereManyInAPeriod() {
            assertThat(grain.look(1, SHORT_RUNS)).isFalse();
            assertThat(grain.enoughForOthers()).isEqualTo(Grain.ENOUGH);
            assertThat(grain.look(2, 2 * SHORT_RUNS)).isFalse();
            assertThat(grain.enoughForOthers()).isEqualTo(Grain.ENOUGH);
        }

        @Test
        void runsAreNotShortIfThereWasOneFewer() {
            assertThat(grain.look(1, SHORT_RUNS - 1)).isFalse();
            assertThat(grain.enoughForOthers()).isEqualTo(1);
        }

        @Test
        void severalPeriodsTakeAsManyMoreRuns() {
            grain.look(3, 3 * SHORT_RUNS - 1);
            assertThat(grain.enoughForOthers()).isEqualTo(1);
            grain.look(6, 6 * SHORT_RUNS);
            assertThat(grain.enoughForOthers()).isEqualTo(Grain.ENOUGH);
        }

        @Test
        void itTellsOnceThatRunsAreNotShortAnyMore() {
            grain.look(1, SHORT_RUNS);
            assertThat(grain.look(2, SHORT_RUNS + 1)).isTrue();
            assertThat(grain.enoughForOthers()).isEqualTo(1);
            assertThat(grain.look(3, SHORT_RUNS + 2)).isFalse();
        }

        @Test
        void periodsMayWrap() {
            grain.look(Integer.MAX_VALUE, 1);
            grain.look(Integer.MIN_VALUE, 1 + SHORT_RUNS);
            assertThat(grain.enoughForOthers()).isEqualTo(Grain.ENOUGH);
        }
    }

    /** Fibers that leave others in the queue of their carrier, and hold it until these have run elsewhere. */
    @Nested
    @Tag("opened")
    class Stealing {
        /** The monitor never looks, the test moves its clock; one run in a period is enough for short runs. */
        private final WorkStealingEngine engine =
                new WorkStealingEngine("grained", new SchedulerLimits(2, 3, Delays.LONG).withShortRun(Delays.LONG));

        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        private final AtomicInteger haveRun = new AtomicInteger();

        @AfterEach
        void everyThreadEnds() throws Exception {
            for (Thread thread : threads) {
                awaitEnd(thread);
            }
            engine.close();
            assertThat(failure.get()).isNull();
        }

        private static void awaitEnd(Thread thread) throws InterruptedException {
            assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
        }

        private Thread go(Action body) {
            TestFiber fiber = new TestFiber(body, failure);
            engine.start(fiber);
            threads.add(fiber.thread());
            return fiber.thread();
        }

        private void startSome(int children) {
            for (int i = 0; i < children; i++) {
                go(haveRun::incrementAndGet);
            }
        }

        /** Holds the carrier until then. */
        private void spinUntilHaveRun(int children) {
            long begun = System.nanoTime();
            while (haveRun.get() < children) {
                assertThat(System.nanoTime() - begun).isLessThan(Delays.PATIENCE.toNanos());
                Thread.onSpinWait();
            }
        }

        /** The one carrier that there is has short runs from now on. */
        private void makeRunsShort() throws Exception {
            runAlone();
            engine.slices.advance();
            runAlone();
        }

        private void runAlone() throws Exception {
            awaitEnd(go(() -> {}));
            Await.until(
                    "the carrier sleeps", () -> engine.idle.awake() == 0); // or the next fiber would start another one
        }

        @Test
        void aShortQueueIsLeftToACarrierWithShortRuns() throws Exception {
            makeRunsShort();
            awaitEnd(go(() -> {
                startSome(Grain.ENOUGH); // one of them runs next, the others are in the queue
                assertThat(engine.idle.carriers()).isEqualTo(1);
                startSome(1);
                assertThat(engine.idle.carriers()).isEqualTo(2);
                spinUntilHaveRun(1);
            }));
        }

        @Test
        void oneTaskInTheQueueIsForOthersWhereRunsAreNotShort() throws Exception {
            awaitEnd(go(() -> {
                startSome(2);
                spinUntilHaveRun(1);
            }));
        }

        @Test
        void whatACarrierHasThatIsRelievedIsForOthers() throws Exception {
            makeRunsShort();
            awaitEnd(go(() -> {
                startSome(2);
                engine.relieve((Carrier) VirtualThreads.currentCarrierThread());
                spinUntilHaveRun(2);
            }));
        }

        @Test
        void whatIsInTheQueueIsForOthersWhenRunsAreNotShortAnyMore() throws Exception {
            makeRunsShort();
            go(() -> {
                startSome(1);
                go(() -> spinUntilHaveRun(1)); // runs next
                for (int i = 0; i < 100; i++) {
                    engine.slices.advance();
                }
            });
        }
    }
}
