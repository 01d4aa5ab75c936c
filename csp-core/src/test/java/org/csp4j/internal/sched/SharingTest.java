package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.internal.sched.TestFibers.awaitEnd;
import static org.csp4j.internal.sched.TestFibers.carrier;
import static org.csp4j.internal.sched.TestFibers.spinUntil;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Action;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SharingTest {
    @Nested
    class Deciding {
        private static final long WORTH = 1_000;
        private static final long FIRST = Sharing.FIRST * WORTH;
        private static final long BEGIN = Long.MAX_VALUE; // clocks may wrap

        private final Sharing sharing = new Sharing(WORTH);
        private long runs;

        /** After so many short runs that it makes no difference how much time has passed. */
        private boolean look(long nowNanos) {
            runs += 1_000_000;
            return sharing.look(nowNanos, runs);
        }

        private void stolen(int times, long busyNanos) {
            for (int i = 0; i < times; i++) {
                sharing.stolen(busyNanos, false, 0, 0);
            }
        }

        /** A few steals in vain, and a look: for how long the queue is kept then, if it is looked at each time the steal's worth has passed. */
        private long keptFor(long nowNanos) {
            stolen(Sharing.FEW, WORTH - 1);
            assertThat(look(nowNanos)).isFalse();
            assertThat(sharing.keeps()).isTrue();
            long passed = WORTH;
            while (!look(nowNanos + passed)) {
                assertThat(sharing.keeps()).isTrue();
                passed += WORTH;
            }
            assertThat(sharing.keeps()).isFalse();
            return passed;
        }

        @Test
        void aCarrierBeginsWithAQueueForAll() {
            assertThat(look(BEGIN)).isFalse();
            assertThat(sharing.keeps()).isFalse();
        }

        @Test
        void oneStealInVainLessIsAnAccident() {
            stolen(Sharing.FEW - 1, 0);
            look(BEGIN);
            assertThat(sharing.keeps()).isFalse();
            stolen(1, 0);
            look(BEGIN);
            assertThat(sharing.keeps()).isTrue();
        }

        @Test
        void aStealThatKeepsTheThiefBusyForAsLongAsItIsToIsWorthIt() {
            stolen(Sharing.FEW, WORTH);
            look(BEGIN);
            assertThat(sharing.keeps()).isFalse();
        }

        @Test
        void forAThiefThatWasAwakeAPartOfThatIsEnough() {
            long enough = WORTH / Sharing.AWAKE;
            for (int i = 0; i < Sharing.FEW; i++) {
                sharing.stolen(enough, true, 0, 0);
            }
            look(BEGIN);
            assertThat(sharing.keeps()).isFalse();
            for (int i = 0; i < 2 * Sharing.FEW; i++) {
                sharing.stolen(enough - 1, true, 0, 0);
            }
            look(BEGIN);
            assertThat(sharing.keeps()).isTrue();
        }

        /** Each run takes a nanosecond, and the queue is kept meanwhile, or not. */
        private void runForATime(boolean isKept) {
            if (isKept) {
                stolen(Sharing.FEW, 0);
                look(BEGIN);
            }
            sharing.look(BEGIN + WORTH, runs + WORTH);
            sharing.look(BEGIN + FIRST, runs + FIRST);
            assertThat(sharing.keeps()).isFalse();
        }

        private void stolenWhileBothRunHalfAsFast() {
            for (int i = 0; i < Sharing.FEW; i++) {
                sharing.stolen(WORTH, false, (int) WORTH / 2, (int) WORTH / 2);
            }
            look(BEGIN + FIRST);
        }

        @Test
        void aStealIsInVainWhereTheOwnerAloneDidAsMuch() {
            runForATime(true);
            stolenWhileBothRunHalfAsFast();
            assertThat(sharing.keeps()).isTrue();
        }

        @Test
        void whatItDoesAloneItLearnsWhileItKeepsItsQueue() {
            sharing.look(BEGIN, runs);
            runForATime(false);
            stolenWhileBothRunHalfAsFast();
            assertThat(sharing.keeps()).isFalse();
        }

        @Test
        void theQueueIsKeptForTwiceAsLongEachTimeUpToALimit() {
            long expected = FIRST;
            long now = BEGIN;
            for (int i = 0; i < 20; i++) {
                assertThat(keptFor(now)).isEqualTo(expected);
                now += expected;
                expected = Math.min(2 * expected, Sharing.MOST * WORTH);
            }
        }

        @Test
        void andForHalfAsLongEachTimeItWasWorthIt() {
            for (int i = 0; i < 3; i++) {
                keptFor(BEGIN);
            }
            stolen(1, WORTH);
            look(BEGIN);
            assertThat(keptFor(BEGIN)).isEqualTo(4 * FIRST); // instead of 8 times
            for (int i = 0; i < 20; i++) {
                stolen(1, WORTH);
                look(BEGIN);
            }
            assertThat(keptFor(BEGIN)).isEqualTo(FIRST);
        }

        @Test
        void whereBothHappenTheMoreFrequentCounts() {
            stolen(Sharing.FEW, 0);
            stolen(Sharing.FEW + 1, WORTH);
            look(BEGIN);
            assertThat(sharing.keeps()).isFalse();
            stolen(Sharing.FEW + 1, 0);
            stolen(Sharing.FEW, WORTH);
            look(BEGIN);
            assertThat(sharing.keeps()).isTrue();
        }

        @Test
        void whatThievesSayWhileTheQueueIsKeptIsOfBefore() {
            stolen(Sharing.FEW, 0);
            look(BEGIN);
            stolen(Sharing.FEW, 0);
            assertThat(look(BEGIN + FIRST)).isTrue();
            look(BEGIN + FIRST);
            assertThat(sharing.keeps()).isFalse();
        }

        @Test
        void longRunsEndIt() {
            stolen(Sharing.FEW, 0);
            look(BEGIN);
            long longRun = WORTH / Sharing.LONG_RUNS;
            assertThat(sharing.look(BEGIN + WORTH + 3 * longRun, runs + 3)).isFalse();
            assertThat(sharing.keeps()).isTrue();
            assertThat(sharing.look(BEGIN + 2 * WORTH + 6 * longRun + 1, runs + 6))
                    .isTrue();
            assertThat(sharing.keeps()).isFalse();
        }
    }

    /** Fibers that leave others in the queue of their carrier, and hold it until these have run elsewhere. */
    @Nested
    @Tag("opened")
    class Stealing {
        private final TestFibers fibers = new TestFibers();
        private final AtomicInteger haveRun = new AtomicInteger();
        private WorkStealingEngine engine = engineWhereStealsAreWorthItAfter(Delays.LONG); // none ever is

        /** The monitor never looks. */
        private static WorkStealingEngine engineWhereStealsAreWorthItAfter(Duration time) {
            return new WorkStealingEngine("sharing", new SchedulerLimits(2, 3, Delays.LONG).withWorthOfASteal(time));
        }

        @AfterEach
        void everyThreadEnds() throws Exception {
            fibers.awaitEnds();
            engine.close();
        }

        private Thread go(Action body) {
            return fibers.go(engine, body);
        }

        private void startSome(int children) {
            for (int i = 0; i < children; i++) {
                go(haveRun::incrementAndGet);
            }
        }

        /** In a fiber, at its end: runs this in another one on the same carrier, after that has looked. */
        private void afterALook(Action body) {
            engine.slices.advance();
            go(body);
        }

        /** Runs this in a fiber whose carrier keeps its queue. */
        private void whereTheQueueIsKept(Action body) throws Exception {
            awaitEnd(go(() -> {
                for (int i = 0; i < Sharing.FEW; i++) {
                    carrier().sharing.stolenInVain();
                }
                afterALook(body);
            }));
        }

        @Test
        void whatIsKeptIsNotForOthers() throws Exception {
            whereTheQueueIsKept(() -> {
                startSome(10);
                assertThat(engine.idle.carriers()).as("nobody is woken for it").isEqualTo(1);
                engine.wakeOne();
                spinUntil(() -> engine.idle.awake() == 1);
                assertThat(haveRun).as("nor finds it").hasValue(0);
            });
        }

        /** Others take what is in the queue, and soon have nothing to do. */
        private void beStolenFrom() {
            for (int i = 0; i < Sharing.FEW; i++) {
                int before = haveRun.get();
                startSome(2); // one of them runs next, the other is in the queue
                spinUntil(() -> haveRun.get() > before);
            }
            spinUntil(() -> engine.idle.awake() == 1);
        }

        @Test
        void thievesSayWhenItWasInVain() throws Exception {
            awaitEnd(go(() -> {
                beStolenFrom();
                afterALook(() -> assertThat(carrier().sharing.keeps()).isTrue());
            }));
        }

        @Test
        void andWhenItWasWorthIt() throws Exception {
            engine = engineWhereStealsAreWorthItAfter(Duration.ZERO);
            awaitEnd(go(() -> {
                beStolenFrom();
                afterALook(() -> assertThat(carrier().sharing.keeps()).isFalse());
            }));
        }

        @Test
        void whatIsEnoughForAThiefThatWasAwakeIsInVainForOneThatSlept() throws Exception {
            Duration worth = Duration.ofSeconds(2);
            engine = engineWhereStealsAreWorthItAfter(worth);
            Action child = () -> {
                long begin = System.nanoTime();
                spinUntil(() -> System.nanoTime() - begin > worth.toNanos() / Sharing.AWAKE);
                haveRun.incrementAndGet();
            };
            awaitEnd(go(() -> {
                go(child); // runs next
                for (int i = 1; i <= Sharing.FEW; i++) {
                    int soMany = i;
                    go(child); // in its stead; it is in the queue now
                    spinUntil(() -> haveRun.get() == soMany && engine.idle.awake() == 1);
                }
                afterALook(() -> assertThat(carrier().sharing.keeps()).isTrue());
            }));
        }

        @Test
        void whatACarrierHasThatIsRelievedIsForOthers() throws Exception {
            whereTheQueueIsKept(() -> {
                startSome(2);
                engine.relieve(carrier());
                spinUntil(() -> haveRun.get() == 2);
            });
        }

        @Test
        void whatWasKeptIsForOthersWhenTheTimeIsOver() throws Exception {
            Duration worth = Duration.ofNanos(100_000);
            engine = engineWhereStealsAreWorthItAfter(worth);
            whereTheQueueIsKept(() -> {
                long over = System.nanoTime() + Sharing.FIRST * worth.toNanos();
                startSome(1);
                go(() -> spinUntil(() -> haveRun.get() == 1)); // runs next
                spinUntil(() -> System.nanoTime() - over > 0);
                engine.slices.advance();
            });
        }
    }
}
