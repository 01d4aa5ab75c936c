package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is woken, and who is the timekeeper. */
@Tag("opened")
class IdleCarriersTest {
    /** Engines are for the whole life of the JVM; the monitor of this one never looks. */
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("unwatched", new SchedulerLimits(4, 4, Delays.LONG));

    private final IdleCarriers idle = new IdleCarriers();
    private final Carrier first = new Carrier(ENGINE, "first"); // these are never started
    private final Carrier second = new Carrier(ENGINE, "second");
    private final Carrier third = new Carrier(ENGINE, "third");

    @BeforeEach
    void allAreAwake() {
        for (int i = 0; i < 3; i++) {
            idle.addSearching();
        }
    }

    private void sleep(Carrier... carriers) {
        for (Carrier carrier : carriers) {
            idle.beginSleep(carrier, true);
        }
    }

    /** What is woken for a task, and has found it. */
    private Carrier woken() {
        Carrier woken = idle.takeSleeper();
        assertThat(woken).isNotNull();
        idle.endSearching();
        return woken;
    }

    @Test
    void whoSleepsFirstIsTheTimekeeperAndIsWokenLast() {
        sleep(first, second, third);
        assertThat(idle.timekeeper()).isSameAs(first);
        assertThat(woken()).isSameAs(third);
        assertThat(woken()).isSameAs(second);
        assertThat(idle.timekeeper()).isSameAs(first);
        assertThat(woken()).isSameAs(first);
        assertThat(idle.timekeeper()).isNull();
        assertThat(idle.takeSleeper()).isNull();
        assertThat(idle.awake()).isEqualTo(3);
    }

    @Test
    void theRoleEndsWithTheSleepAndFallsToWhoSleepsNext() {
        sleep(first, second);
        assertThat(idle.cancelSleep(first)).isTrue();
        assertThat(idle.timekeeper()).isNull();
        assertThat(idle.lacksTimekeeper()).isTrue();
        sleep(third);
        assertThat(idle.timekeeper()).isSameAs(third);
        assertThat(idle.lacksTimekeeper()).isFalse();
        sleep(first);
        assertThat(idle.cancelSleep(second)).isTrue();
        assertThat(idle.timekeeper()).isSameAs(third);
    }

    @Test
    void nobodyIsWantedForTheRoleWhileNobodySleeps() {
        assertThat(idle.lacksTimekeeper()).isFalse();
        sleep(first);
        assertThat(idle.cancelSleep(first)).isTrue();
        assertThat(idle.lacksTimekeeper()).isFalse();
    }

    @Test
    void nobodyIsWokenWhileSomebodySearches() {
        sleep(first, second);
        assertThat(idle.takeSleeper()).isNull(); // the third searches
        assertThat(idle.endSearching()).isTrue();
        assertThat(idle.takeSleeper()).isSameAs(second);
        assertThat(idle.takeSleeper()).isNull();
    }

    @Test
    void asManyCarriersRunAsThereIsWorkFor() throws Exception {
        int carriers = ENGINE.parallelism();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        int rounds = Rounds.of(200);
        for (int i = 0; i < rounds; i++) {
            if (i % 2 == 0) {
                Await.until("all sleep", () -> ENGINE.idle.awake() == 0);
            }
            AtomicInteger missing = new AtomicInteger(carriers);
            List<Thread> threads = new ArrayList<>();
            for (int j = 0; j < carriers; j++) {
                TestFiber fiber = new TestFiber(
                        () -> {
                            missing.decrementAndGet();
                            while (missing.get() > 0) {
                                Thread.onSpinWait();
                            }
                        },
                        failure);
                ENGINE.start(fiber);
                threads.add(fiber.thread());
            }
            for (Thread thread : threads) {
                assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
            }
        }
        assertThat(failure.get()).isNull();
    }
}
