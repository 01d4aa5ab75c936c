package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.internal.time.TimerNode;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two fibers that wake each other in turn, and how long others wait for them: counted in switches, on one carrier. */
@Tag("opened")
class TimeSliceTest {
    private static final int SLICE_SWITCHES = 256;

    /** The monitor never looks: the test moves its clock. */
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("sliced", new SchedulerLimits(1, 1, Delays.LONG));

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    // What follows belongs to the engine's one carrier.
    private int switches;
    private boolean stops;

    /** At each switch. */
    private interface Step {
        void at(int switches) throws Exception;
    }

    private final Channel<Integer> there = chan();
    private final Channel<Integer> back = chan();

    @BeforeEach
    void theCarrierHasLookedAround() throws Exception {
        awaitEnd(go(() -> {}));
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @AfterEach
    void everyThreadEnds() throws Exception {
        for (Thread thread : threads) {
            awaitEnd(thread);
        }
        assertThat(failure.get()).isNull();
    }

    private Thread go(Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        ENGINE.start(fiber);
        threads.add(fiber.thread());
        return fiber.thread();
    }

    private static void awaitEnd(Thread thread) throws InterruptedException {
        assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
    }

    /** Two fibers that wake each other in turn until the step says stop. */
    private void pingPong(Step step) throws Exception {
        go(() -> {
            while (!stops) {
                step.at(switches++);
                there.send(1);
                back.receive();
            }
            there.close();
        });
        awaitEnd(go(() -> {
            for (int each : there) {
                switches++;
                back.send(each);
            }
        }));
    }

    private static TimerNode timer(Runnable whenItFires) {
        return new TimerNode() {
            @Override
            protected void fire(long nowNanos) {
                whenItFires.run();
            }
        };
    }

    private static void sendTen(Channel<Integer> to) {
        for (int i = 0; i < 10; i++) {
            to.trySend(i);
        }
    }

    /** A fiber that goes to the end of the queue each time that it runs; returns how many switches of the others lay between. */
    private List<Integer> waitsOfAThird() {
        List<Integer> waits = new ArrayList<>();
        go(() -> {
            while (switches < 4) { // both are at it
                Thread.yield();
            }
            while (waits.size() < 20) {
                int before = switches;
                Thread.yield();
                waits.add(switches - before);
            }
            stops = true;
        });
        return waits;
    }

    @Test
    void theirSliceEndsAfterSoManySwitches() throws Exception {
        List<Integer> waits = waitsOfAThird();
        pingPong(_ -> {});
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(SLICE_SWITCHES / 4, 2 * SLICE_SWITCHES));
    }

    @Test
    void theirSliceEndsWhenTwoPeriodsHavePassed() throws Exception {
        List<Integer> waits = waitsOfAThird();
        pingPong(_ -> ENGINE.slices.advance()); // at every other switch
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(10));
    }

    @Test
    void theirSliceDoesNotEndAfterOnePeriod() throws Exception {
        List<Integer> waits = waitsOfAThird();
        pingPong(switched -> {
            if (switched % 200 == 0) {
                ENGINE.slices.advance();
            }
        });
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isGreaterThan(SLICE_SWITCHES / 4));
    }

    @Test
    void whatIsInjectedIsTakenWhenAPeriodHasPassed() throws Exception {
        List<Integer> waits = new ArrayList<>();
        pingPong(switched -> {
            if (waits.size() == 100) {
                stops = true;
            } else if (switched % 10 == 8) { // both are at it
                ENGINE.inject(() -> waits.add(switches - switched));
                ENGINE.slices.advance();
            }
        });
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(5));
    }

    @Test
    void allThatIsInjectedIsTakenWhenTheirSliceIsOver() throws Exception {
        List<Integer> waits = new ArrayList<>();
        pingPong(switched -> {
            if (waits.size() == 100) {
                stops = true;
            } else if (switched == 8) { // both are at it
                for (int i = 0; i < 100; i++) {
                    ENGINE.inject(() -> waits.add(switches));
                }
            }
        });
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(2 * SLICE_SWITCHES));
    }

    @Test
    void aFiberThatYieldsGoesBehindAllThatIsInjected() throws Exception {
        List<String> order = new ArrayList<>();
        awaitEnd(go(() -> {
            for (int i = 0; i < 100; i++) {
                ENGINE.inject(() -> order.add("injected"));
            }
            Thread.yield();
            order.add("the fiber");
        }));
        assertThat(order).hasSize(101).last().isEqualTo("the fiber");
    }

    @Test
    void aTimerThatIsDueFiresWhenAPeriodHasPassed() throws Exception {
        List<Integer> waits = new ArrayList<>();
        pingPong(switched -> {
            if (waits.size() == 100) {
                stops = true;
            } else if (switched % 10 == 8) { // both are at it
                TimerNode timer = timer(() -> waits.add(switches - switched));
                long due = ENGINE.timers().clock().nanoTime() - Delays.SHORT.toNanos();
                ENGINE.timers().arm(timer, due);
                ENGINE.slices.advance();
            }
        });
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(5));
    }

    @Test
    void aFiberThatATimerMakesReadyRunsNext() throws Exception {
        List<Integer> waits = new ArrayList<>();
        Channel<Integer> fired = chan(1); // at which switch
        TimerNode timer = timer(() -> fired.trySend(switches));
        go(() -> {
            while (waits.size() < 100) {
                ENGINE.timers().arm(timer, ENGINE.timers().clock().nanoTime());
                int at = fired.receive();
                waits.add(switches - at);
            }
            stops = true;
        });
        pingPong(_ -> {});
        assertThat(waits).containsOnly(0);
    }

    @Test
    void ofManyFibersThatTimersMakeReadyOneRunsNextAndTheOthersWaitForTheirTurn() throws Exception {
        List<Integer> ran = new ArrayList<>();
        Channel<Integer> fired = chan(10);
        for (int i = 0; i < 10; i++) {
            go(() -> ran.add(fired.receive()));
        }
        TimerNode timer = timer(() -> sendTen(fired));
        pingPong(switched -> {
            if (switched == 8) { // both are at it
                ENGINE.timers().arm(timer, ENGINE.timers().clock().nanoTime());
            }
            stops = ran.size() == 10;
        });
        assertThat(ran).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void ofManyFibersThatTimersMakeReadyAllButOneGoBehindAllThatIsInjected() throws Exception {
        List<String> order = new ArrayList<>();
        Channel<Integer> fired = chan(10);
        for (int i = 0; i < 10; i++) {
            go(() -> {
                fired.receive();
                order.add("woken");
            });
        }
        TimerNode timer = timer(() -> sendTen(fired));
        pingPong(switched -> {
            if (switched == 8) { // both are at it
                for (int i = 0; i < 50; i++) {
                    ENGINE.inject(() -> order.add("injected"));
                }
                ENGINE.timers().arm(timer, ENGINE.timers().clock().nanoTime());
            }
            stops = order.size() == 60;
        });
        assertThat(order.subList(51, 60)).containsOnly("woken");
    }
}
