package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is woken, and who is the timekeeper. */
@Tag("opened")
class IdleCarriersTest {
    /** The monitor of this one never looks. */
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("unwatched", new SchedulerLimits(4, 4, Delays.LONG));

    private final IdleCarriers idle = new IdleCarriers(new SchedulerLimits(3, 4, Delays.LONG));
    private final Carrier first = new Carrier(ENGINE, "first"); // these are never started
    private final Carrier second = new Carrier(ENGINE, "second");
    private final Carrier third = new Carrier(ENGINE, "third");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    /** Three carriers, that each have found something to do. */
    @BeforeEach
    void allAreAwake() {
        for (int i = 0; i < 3; i++) {
            assertThat(idle.takePlace()).isTrue();
            idle.endSearching();
        }
    }

    private void sleep(Carrier... carriers) {
        for (Carrier carrier : carriers) {
            idle.beginSleep(carrier, false);
        }
    }

    /** What is woken for a task, and has found it. */
    private Carrier woken() {
        Carrier woken = idle.takeSleeper();
        assertThat(woken).isNotNull();
        idle.endSearching();
        return woken;
    }

    /** A carrier does not sleep, and finds something to do. */
    private void wakeUp(Carrier carrier) {
        assertThat(idle.cancelSleep(carrier)).isTrue();
        idle.endSearching();
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
        wakeUp(first);
        assertThat(idle.timekeeper()).isNull();
        assertThat(idle.lacksTimekeeper()).isTrue();
        sleep(third);
        assertThat(idle.timekeeper()).isSameAs(third);
        assertThat(idle.lacksTimekeeper()).isFalse();
        sleep(first);
        wakeUp(second);
        assertThat(idle.timekeeper()).isSameAs(third);
    }

    @Test
    void nobodyIsWantedForTheRoleWhileNobodySleepsNorCouldBeStarted() {
        assertThat(idle.lacksTimekeeper()).isFalse();
        sleep(first);
        wakeUp(first);
        assertThat(idle.lacksTimekeeper()).isFalse();
        idle.parallelism(4);
        assertThat(idle.lacksTimekeeper()).isTrue();
    }

    @Test
    void nobodyIsWokenWhileSomebodySearches() {
        sleep(first, second);
        assertThat(idle.beginSearching()).isTrue(); // the third
        assertThat(idle.takeSleeper()).isNull();
        assertThat(idle.endSearching()).isTrue();
        assertThat(idle.takeSleeper()).isSameAs(second);
        assertThat(idle.takeSleeper()).isNull();
    }

    @Nested
    class Places {
        @Test
        void areAsManyAsTheParallelism() {
            assertThat(idle.takePlace()).isFalse();
            assertThat(idle.wantsWakeUp()).isFalse();
            idle.parallelism(4);
            assertThat(idle.wantsWakeUp()).isTrue();
            assertThat(idle.takePlace()).isTrue();
            assertThat(idle.wantsWakeUp()).as("it searches").isFalse();
            idle.endSearching();
            idle.parallelism(5);
            assertThat(idle.takePlace()).as("no more than four carriers").isFalse();
            assertThat(idle.carriers()).isEqualTo(4);
        }

        @Test
        void areTakenOnlyWhenNobodySleepsOrSearches() {
            idle.parallelism(4);
            sleep(first);
            assertThat(idle.takePlace()).isFalse();
            wakeUp(first);
            assertThat(idle.beginSearching()).isTrue();
            assertThat(idle.takePlace()).isFalse();
            idle.endSearching();
            assertThat(idle.takePlace()).isTrue();
        }

        @Test
        void areFreeAgainWhenACarrierEnds() {
            sleep(first, second);
            assertThat(idle.end(second, () -> true))
                    .as("it is not the timekeeper")
                    .isTrue();
            assertThat(idle.end(first, () -> false)).isTrue();
            assertThat(idle.timekeeper()).isNull();
            assertThat(idle.takeSleeper()).isNull();
            assertThat(idle.carriers()).isOne();
            assertThat(idle.awake()).isOne();
            assertThat(idle.takePlace()).isTrue();
        }

        @Test
        void areKeptByTheTimekeeperWhileThereAreTimers() {
            sleep(first, second);
            assertThat(idle.end(first, () -> true)).isFalse();
            assertThat(idle.timekeeper()).isSameAs(first);
            assertThat(first.isAsleep).isTrue();
            assertThat(idle.carriers()).isEqualTo(3);
        }

        @Test
        void areLeftByATimekeeperThatIsNoneAnyMoreWhenItLooksForTimers() {
            sleep(first);
            AtomicReference<Carrier> seen = new AtomicReference<>(first);
            assertThat(idle.end(first, () -> {
                        seen.set(idle.timekeeper()); // as does who arms one now
                        return false;
                    }))
                    .isTrue();
            assertThat(seen.get()).isNull();
        }

        @Test
        void areLeftOnlyOutOfSleep() {
            sleep(first, second);
            assertThat(woken()).isSameAs(second);
            assertThat(idle.end(second, () -> false)).as("it was woken").isFalse();
            assertThat(idle.relieve(first)).isTrue();
            assertThat(idle.end(first, () -> false)).as("it was relieved").isFalse();
            assertThat(idle.carriers()).isEqualTo(3);
        }

        @Test
        void areFreeWhenACarrierIsRelievedAndTakenAgainWhenItComesBackInTime() {
            assertThat(idle.relieve(first)).isTrue();
            assertThat(idle.relieve(first)).as("it has been").isFalse();
            assertThat(first.isRelieved()).isTrue();
            assertThat(idle.wantsWakeUp()).isTrue();
            assertThat(idle.takePlaceAgain(first, false)).isTrue();
            assertThat(first.isRelieved()).isFalse();
            assertThat(idle.wantsWakeUp()).isFalse();
            assertThat(idle.carriers()).isEqualTo(3);
            assertThat(idle.relieve(first)).as("once more").isTrue();
        }

        @Test
        void areNotTakenAgainWhenSomebodyElseHasThem() {
            assertThat(idle.relieve(first)).isTrue();
            assertThat(idle.takePlace()).isTrue();
            idle.endSearching();
            assertThat(idle.carriers()).isEqualTo(4);
            assertThat(idle.takePlaceAgain(first, false)).isFalse();
            assertThat(idle.carriers()).isEqualTo(3);
            assertThat(idle.awake()).isEqualTo(3);
            assertThat(idle.wantsWakeUp()).isFalse();
        }

        @Test
        void areNotTakenFromACarrierWhenNobodyCouldTakeOver() {
            idle.parallelism(4);
            assertThat(idle.takePlace()).isTrue();
            idle.endSearching();
            assertThat(idle.relieve(first)).as("there are four carriers").isFalse();
            sleep(second);
            assertThat(idle.relieve(first)).as("one of them sleeps").isTrue();
        }

        @Test
        void areTakenFromCarriersThatAreTooMany() {
            assertThat(idle.dismiss(first)).isFalse();
            idle.parallelism(2);
            assertThat(idle.hasTooMany()).isTrue();
            assertThat(idle.dismiss(first)).isTrue();
            assertThat(idle.hasTooMany()).isFalse();
            assertThat(idle.dismiss(second)).isFalse();
            assertThat(idle.takePlaceAgain(first, false)).isFalse();
            assertThat(idle.carriers()).isEqualTo(2);
        }

        @Test
        void areGivenBackByCarriersThatCannotBeStartedAndNotTakenForAWhile() {
            idle.parallelism(4);
            assertThat(idle.takePlace()).isTrue();
            assertThat(idle.giveBackPlace(null)).isEqualTo(3);
            assertThat(idle.awake()).isEqualTo(3);
            assertThat(idle.wantsWakeUp()).isTrue();
            assertThat(idle.takePlace()).as("while others are there").isFalse();
            assertThat(idle.startAgain()).isTrue();
            assertThat(idle.startAgain()).isFalse();
            assertThat(idle.takePlace()).isTrue();
        }

        @Test
        void areNotGivenBackTwiceByACarrierThatCannotBeStartedAndWasTooMany() {
            Carrier fourth = new Carrier(ENGINE, "fourth");
            idle.parallelism(4);
            assertThat(idle.takePlace()).isTrue();
            idle.parallelism(3);
            assertThat(idle.dismiss(fourth)).isTrue();
            assertThat(idle.giveBackPlace(fourth)).isEqualTo(3);
            assertThat(idle.wantsWakeUp()).isFalse();
            idle.parallelism(2);
            assertThat(idle.dismiss(fourth)).as("it is not there").isFalse();
            assertThat(idle.dismiss(first)).isTrue();
            assertThat(idle.hasTooMany()).isFalse();
        }

        @Test
        void areTakenEvenThenIfNobodyIsThere() {
            IdleCarriers none = new IdleCarriers(new SchedulerLimits(1, 1, Delays.LONG));
            assertThat(none.takePlace()).isTrue();
            assertThat(none.giveBackPlace(first)).isZero();
            assertThat(none.takePlace()).isTrue();
        }
    }

    /** A carrier that ends each time that it finds nothing to do, and somebody who has one thing after the other for it to do. */
    @Test
    void workThatBecomesVisibleWhileACarrierEndsIsNeverLost() throws Exception {
        IdleCarriers one = new IdleCarriers(new SchedulerLimits(1, 1, Delays.LONG));
        AtomicInteger work = new AtomicInteger();
        AtomicInteger starts = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        int rounds = Rounds.of(100_000);
        Thread carriers = Thread.ofPlatform().daemon().start(() -> {
            for (int started = 1; done.get() < rounds; started++) {
                int next = started;
                Await.until("it is started", () -> starts.get() >= next);
                runUntilItEnds(one, work, done);
            }
        });
        for (int i = 1; i <= rounds; i++) {
            int round = i;
            work.incrementAndGet(); // which is a fence, too
            if (one.wantsWakeUp()) {
                if (one.takeSleeper() == null && one.takePlace()) {
                    starts.incrementAndGet();
                }
            }
            Await.until("round " + round, () -> done.get() == round);
            for (int spins = ThreadLocalRandom.current().nextInt(100); spins > 0; spins--) {
                Thread.onSpinWait(); // the carrier is about to end now
            }
        }
        assertThat(carriers.join(Delays.PATIENCE)).isTrue();
        assertThat(starts).hasPositiveValue();
        assertThat(one.carriers()).isZero();
        assertThat(one.awake()).isZero();
    }

    /** What a carrier does, but for parking. */
    private static void runUntilItEnds(IdleCarriers one, AtomicInteger work, AtomicInteger done) {
        Carrier carrier = new Carrier(ENGINE, "ends"); // is never started
        boolean isSearching = true;
        while (true) {
            if (work.get() > 0) {
                if (isSearching) {
                    one.endSearching();
                    isSearching = false;
                }
                work.decrementAndGet();
                done.incrementAndGet();
                continue;
            }
            one.beginSleep(carrier, isSearching);
            isSearching = true;
            if (work.get() > 0 && one.cancelSleep(carrier)) {
                continue;
            }
            if (one.end(carrier, () -> false)) {
                return;
            }
        }
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
