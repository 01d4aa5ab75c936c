package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.internal.sched.TestFibers.awaitEnd;
import static org.csp4j.internal.sched.TestFibers.carrier;
import static org.csp4j.internal.sched.TestFibers.spinUntil;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Pinned;
import org.csp4j.testsupport.Rounds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CrowdingTest {
    @Nested
    class Deciding {
        private static final long BEGIN = Long.MAX_VALUE; // clocks may wrap

        private final Crowding crowding = new Crowding();

        Deciding() {
            crowding.look(BEGIN);
        }

        @Test
        void aSixteenthOfTheTimeIsNotTooMuch() {
            crowding.waited(60);
            crowding.waited(40);
            crowding.look(BEGIN + 1_600);
            assertThat(crowding.isCrowded()).isFalse();
        }

        @Test
        void butWhatIsMoreThanThatIs() {
            crowding.waited(60);
            crowding.waited(41);
            crowding.look(BEGIN + 1_600);
            assertThat(crowding.isCrowded()).isTrue();
        }

        @Test
        void onlyTheTimeSinceTheLastLookCounts() {
            crowding.waited(1_600);
            crowding.look(BEGIN + 1_600);
            crowding.waited(100);
            crowding.look(BEGIN + 3_200);
            assertThat(crowding.isCrowded()).isFalse();
        }
    }

    /** Two carriers, which hold a fiber each for as long as they have to. */
    @Nested
    @Tag("opened")
    class Leaving {
        private final TestFibers fibers = new TestFibers();
        private final AtomicReference<@Nullable Carrier> older = new AtomicReference<>();
        private volatile boolean isOver;

        /** The monitor never looks, and each steal is worth it that keeps the thief busy at all. */
        private final WorkStealingEngine engine = new WorkStealingEngine(
                "crowding", new SchedulerLimits(2, 3, Delays.LONG).withWorthOfASteal(Duration.ofNanos(Sharing.AWAKE)));

        @AfterEach
        void everyThreadEnds() throws Exception {
            isOver = true;
            fibers.awaitEnds();
            engine.close();
        }

        private Thread go(Action body) {
            return fibers.go(engine, body);
        }

        private Carrier older() {
            return Objects.requireNonNull(older.get());
        }

        /** Runs the one in a fiber on the older carrier, and then the other on the younger one, to its end. */
        private void onTwoCarriers(Action onTheOlder, Action onTheYounger) throws Exception {
            go(() -> {
                older.set(carrier());
                onTheOlder.run();
            });
            spinUntil(() -> older.get() != null);
            awaitEnd(go(onTheYounger));
        }

        private static void crowd() {
            Crowding crowding = carrier().crowding;
            long now = System.nanoTime();
            crowding.look(now);
            crowding.waited(1);
            crowding.look(now);
        }

        private static void waitForALock(int tries, int rival) {
            Objects.requireNonNull(CurrentFiber.get()).parking().pauseForLock(tries, rival);
        }

        private void leaveForTheOlder() {
            crowd();
            waitForALock(DirectFiberParking.MOMENT, older().place());
        }

        @Test
        void whoWaitsOnACrowdedCarrierGoesWhereARivalRuns() throws Exception {
            onTwoCarriers(() -> spinUntil(() -> !older().inbox.isEmpty()), () -> {
                assertThat(carrier()).isNotSameAs(older());
                leaveForTheOlder();
                assertThat(carrier()).isSameAs(older());
            });
        }

        /** Before the fiber on the older carrier lets go of it, so that nobody else can run there. */
        private void stays(Action waiting) throws Exception {
            onTwoCarriers(() -> spinUntil(() -> isOver), () -> {
                Carrier own = carrier();
                waiting.run();
                assertThat(carrier()).isSameAs(own);
                assertThat(older().inbox.isEmpty()).isTrue();
                isOver = true;
            });
        }

        @Test
        void itStaysForAMoment() throws Exception {
            stays(() -> {
                crowd();
                waitForALock(DirectFiberParking.MOMENT - 1, older().place());
            });
        }

        @Test
        void itStaysWhereItIsNotCrowded() throws Exception {
            stays(() -> {
                carrier().crowding.look(System.nanoTime());
                waitForALock(DirectFiberParking.MOMENT, older().place());
            });
        }

        @Test
        void itStaysIfThereIsNoRivalOrNoneAnyMore() throws Exception {
            stays(() -> {
                crowd();
                waitForALock(DirectFiberParking.MOMENT, 0);
                waitForALock(DirectFiberParking.MOMENT, 1); // the thread "main" is no carrier
            });
        }

        @Test
        void itStaysIfItIsPinned() throws Exception {
            stays(() -> Pinned.call(() -> leaveForTheOlder()));
        }

        @Test
        void fromTheOlderCarrierNobodyLeaves() throws Exception {
            AtomicReference<@Nullable Carrier> younger = new AtomicReference<>();
            onTwoCarriers(
                    () -> {
                        spinUntil(() -> younger.get() != null);
                        crowd();
                        waitForALock(
                                DirectFiberParking.MOMENT,
                                Objects.requireNonNull(younger.get()).place());
                        assertThat(carrier()).isSameAs(older());
                        isOver = true;
                    },
                    () -> {
                        younger.set(carrier());
                        spinUntil(() -> isOver);
                        assertThat(carrier().inbox.isEmpty()).isTrue();
                    });
        }

        @Test
        void aCarrierThatSleepsIsWokenForWhoComes() throws Exception {
            onTwoCarriers(() -> spinUntil(() -> isOver), () -> {
                isOver = true;
                spinUntil(() -> older().isAsleep);
                leaveForTheOlder();
                assertThat(carrier()).isSameAs(older());
            });
        }

        @Test
        void whoComesHasItsTurnWhereOthersNeverCeaseToRun() throws Exception {
            Action neverCeases = () -> {
                while (!isOver) {
                    Thread.yield();
                }
            };
            AtomicBoolean hasGoneOn = new AtomicBoolean();
            onTwoCarriers(
                    () -> {
                        go(neverCeases);
                        neverCeases.run();
                    },
                    () -> {
                        Carrier[] both = engine.carriers();
                        Carrier busy = both[0].place() < both[1].place() ? both[0] : both[1];
                        crowd();
                        if (carrier() != busy) {
                            waitForALock(DirectFiberParking.MOMENT, busy.place());
                        }
                        hasGoneOn.set(true);
                        isOver = true;
                    });
            assertThat(hasGoneOn).isTrue();
        }

        @Test
        void whoComesToACarrierThatIsRelievedIsRunByAnother() throws Exception {
            onTwoCarriers(() -> spinUntil(() -> isOver), () -> {
                assertThat(engine.relieve(older())).isTrue();
                leaveForTheOlder();
                assertThat(carrier()).isNotSameAs(older());
                isOver = true;
            });
        }

        @Test
        void whatLeavesAgainWasStolenInVain() throws Exception {
            onTwoCarriers(
                    () -> {
                        for (int i = 0; i < 2 * Sharing.FEW + 1; i++) { // the last one runs next, and cannot be stolen
                            go(this::leaveForTheOlder);
                        }
                        isOver = true;
                        spinUntil(() -> older().inbox.size() == 2 * Sharing.FEW);
                        older().sharing.look(System.nanoTime(), Long.MAX_VALUE / 2);
                        assertThat(older().sharing.keeps()).isTrue();
                    },
                    () -> spinUntil(() -> isOver));
        }

        @Test
        void inboxesThatAreClosedMoveOnWhatIsInThemAndWhatComes() {
            InjectionQueue instead = new InjectionQueue();
            Inbox inbox = new Inbox();
            inbox.add(() -> {}, instead);
            assertThat(instead.isEmpty()).isTrue();
            assertThat(inbox.close(instead)).isTrue();
            assertThat(inbox.close(instead)).isFalse();
            inbox.add(() -> {}, instead);
            assertThat(inbox.isEmpty()).isTrue();
            assertThat(instead.size()).isEqualTo(2);
        }
    }

    /** Fibers that go from carrier to carrier all the time, while these come and go, too. */
    @Test
    @Tag("opened")
    void nobodyIsLostOnTheWay() throws Exception {
        int most = 4;
        int rounds = Rounds.of(2_000);
        TestFibers fibers = new TestFibers();
        WorkStealingEngine engine =
                new WorkStealingEngine("wandering", new SchedulerLimits(most, 100, Duration.ofMillis(5)));
        Channel<Integer> baton = chan(16);
        for (int i = 0; i < 32; i++) {
            boolean sends = i % 2 == 0;
            fibers.go(engine, () -> {
                for (int round = 0; round < rounds; round++) {
                    if (sends) {
                        baton.send(round);
                    } else {
                        baton.receive();
                    }
                    Carrier[] all = engine.carriers();
                    Carrier there = all[ThreadLocalRandom.current().nextInt(all.length)];
                    Leaving.crowd();
                    Leaving.waitForALock(DirectFiberParking.MOMENT, there.place());
                }
            });
        }
        long begun = System.nanoTime();
        for (int i = 0; fibers.areAlive() && System.nanoTime() - begun < Delays.PATIENCE.toNanos(); i++) {
            engine.parallelism(1 + i % most); // carriers end, and others are started
        }
        fibers.awaitEnds();
        engine.close();
    }
}
