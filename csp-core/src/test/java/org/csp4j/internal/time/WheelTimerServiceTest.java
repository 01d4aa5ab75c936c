package org.csp4j.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The service driven by hand, without a thread of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a list that lost its end is walked for ever
class WheelTimerServiceTest {
    private static final long TICK = 1L << TimingWheel.COARSE;

    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 1000); // it wraps soon
    private final List<Long> told = new ArrayList<>();
    private final WheelTimerService service = new WheelTimerService(clock, TimingWheel.EXACT, told::add);

    /** A timer that notes its turn. */
    private static final class Noting extends TimerNode {
        private final String name;
        private final List<String> fired;

        Noting(String name, List<String> fired) {
            this.name = name;
            this.fired = fired;
        }

        @Override
        protected void fire(long nowNanos) {
            fired.add(name);
        }
    }

    /** A timer that cannot fire, for whoever does not wait, until it is free. */
    private static class Busy extends Probe {
        private boolean isFree;

        @Override
        protected boolean tryFire(long nowNanos) {
            return isFree && super.tryFire(nowNanos);
        }
    }

    private long in(long nanos) {
        return clock.nanoTime() + nanos;
    }

    @Nested
    class Firing {
        @Test
        void everyTimerThatHasExpiredFiresOnceInTheOrderOfDeadlines() {
            List<String> fired = new ArrayList<>();
            service.arm(new Noting("c", fired), in(3_000_000));
            service.arm(new Noting("a", fired), in(1_000));
            service.arm(new Noting("b", fired), in(2_000_000));
            service.arm(new Noting("b2", fired), in(2_000_000));
            service.arm(new Noting("far", fired), in(3_000_001));
            clock.advance(999);
            assertThat(service.fireExpired()).isZero();
            clock.advance(2_999_001);
            assertThat(service.fireExpired()).isEqualTo(4);
            assertThat(fired).containsExactly("a", "b", "b2", "c");
            assertThat(service.fireExpired()).isZero();
            assertThat(service.armed()).isEqualTo(1);
        }

        @Test
        void aTimerHearsTheTimeAtWhichItFires() {
            List<Long> late = new ArrayList<>();
            long deadline = in(500);
            service.arm(
                    new TimerNode() {
                        @Override
                        protected void fire(long nowNanos) {
                            assertThat(deadlineNanos()).isEqualTo(deadline);
                            late.add(nowNanos - deadlineNanos());
                        }
                    },
                    deadline);
            clock.advance(750);
            service.fireExpired();
            assertThat(late).containsExactly(250L);
        }

        @Test
        void aTimerMayArmItselfAgainWhenItFires() {
            AtomicInteger fired = new AtomicInteger();
            service.arm(
                    new TimerNode() {
                        @Override
                        protected void fire(long nowNanos) {
                            fired.incrementAndGet();
                            service.arm(this, nowNanos + 100);
                        }
                    },
                    in(100));
            for (int round = 1; round <= 1000; round++) {
                clock.advance(100);
                assertThat(service.fireExpired()).isEqualTo(1);
                assertThat(fired).hasValue(round);
                assertThat(service.armed()).isEqualTo(1);
            }
        }

        @Test
        void aTimerThatArmsItselfForThePastFiresOncePerCallAndKeepsNobodyWaiting() {
            AtomicInteger eager = new AtomicInteger();
            service.arm(
                    new TimerNode() {
                        @Override
                        protected void fire(long nowNanos) {
                            eager.incrementAndGet();
                            service.arm(this, nowNanos - 1_000_000);
                        }
                    },
                    in(0));
            for (int i = 1; i <= 10; i++) {
                service.arm(new Probe(), in(i));
            }
            clock.advance(10);
            assertThat(service.fireExpired()).isEqualTo(11);
            assertThat(eager).hasValue(1);
            assertThat(service.nextWakeNanos() - clock.nanoTime()).isLessThanOrEqualTo(0);
            assertThat(service.fireExpired()).isEqualTo(1);
            assertThat(eager).hasValue(2);
        }

        @Test
        void aTimerMayCancelAnotherOneThatIsDue() {
            Probe victim = new Probe();
            AtomicBoolean cancelled = new AtomicBoolean();
            service.arm(
                    new TimerNode() {
                        @Override
                        protected void fire(long nowNanos) {
                            cancelled.set(service.cancel(victim));
                        }
                    },
                    in(10));
            service.arm(victim, in(11));
            clock.advance(100);
            assertThat(service.fireExpired()).isEqualTo(1);
            assertThat(cancelled).isTrue();
            assertThat(victim.fired()).isZero();
        }

        @Test
        void aTimerThatThrowsTakesNoOtherWithIt() {
            Probe before = new Probe();
            Probe after = new Probe();
            service.arm(before, in(1));
            service.arm(throwing(new IllegalStateException("on purpose, by a test")), in(2));
            service.arm(throwing(new StackOverflowError("on purpose, by a test")), in(3));
            service.arm(after, in(4));
            clock.advance(10);
            assertThat(service.fireExpired()).isEqualTo(4);
            assertThat(before.fired()).isEqualTo(1);
            assertThat(after.fired()).isEqualTo(1);
            assertThat(service.armed()).isZero();
        }

        @Test
        void manyTimersOfFarSlotsFireInOneCall() {
            int many = 10_000; // far more than one section under the lock moves
            List<Probe> probes = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Probe probe = new Probe();
                probes.add(probe);
                service.arm(probe, in(TimeUnit.DAYS.toNanos(1) + i * 1000L));
            }
            clock.advance(TimeUnit.DAYS.toNanos(2));
            assertThat(service.fireExpired()).isEqualTo(many);
            assertThat(probes).allMatch(probe -> probe.fired() == 1 && !probe.isLinked());
        }
    }

    @Nested
    class FiringInParts {
        private boolean isTimeToComeBack() {
            long wake = service.toldNanos();
            return wake != TimingWheel.NEVER && wake - clock.nanoTime() <= 0;
        }

        @Test
        void firesNoMoreThanItWasAskedToAndSaysWhetherToComeBack() {
            List<String> fired = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d", "e")) {
                service.arm(new Noting(name, fired), in(10));
            }
            Probe far = new Probe();
            service.arm(far, in(1_000_000));
            service.fireSome(2);
            assertThat(fired).isEmpty();
            assertThat(isTimeToComeBack()).isFalse();
            clock.advance(10);
            service.fireSome(2);
            assertThat(fired).containsExactly("a", "b");
            assertThat(isTimeToComeBack()).isTrue();
            service.fireSome(2);
            service.fireSome(2);
            assertThat(fired).containsExactly("a", "b", "c", "d", "e");
            assertThat(isTimeToComeBack()).isFalse();
            assertThat(service.toldNanos()).isEqualTo(service.nextWakeNanos());
            service.cancel(far);
            service.fireSome(2);
            assertThat(service.toldNanos()).isEqualTo(TimingWheel.NEVER);
        }

        @Test
        void takesFewStepsOfACascadeAndFiresInOrder() {
            int many = 10_000;
            List<Integer> fired = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int number = i;
                service.arm(
                        new TimerNode() {
                            @Override
                            protected void fire(long nowNanos) {
                                fired.add(number);
                            }
                        },
                        in(TimeUnit.DAYS.toNanos(1) + i));
            }
            clock.advance(TimeUnit.DAYS.toNanos(2));
            int calls = 0;
            for (; isTimeToComeBack(); calls++) {
                service.fireSome(many);
            }
            assertThat(fired).hasSize(many).isSorted();
            assertThat(calls).as("calls").isGreaterThan(many / 100);
            assertThat(service.armed()).isZero();
        }

        /** Arms a timer, and moves the clock to its time. */
        private Busy due(Busy busy) {
            service.arm(busy, in(10));
            clock.advance(10);
            return busy;
        }

        @Test
        void whatCannotFireNowFiresAMomentLater() {
            Probe other = new Probe();
            service.arm(other, in(10));
            Busy busy = due(new Busy());
            service.fireSome(2);
            assertThat(busy.fired()).isZero();
            assertThat(other.fired()).isOne();
            assertThat(service.armed()).isOne();
            assertThat(isTimeToComeBack()).as("at once").isFalse();
            busy.isFree = true;
            clock.advance(1_000_000);
            service.fireSome(2);
            assertThat(busy.fired()).isOne();
            assertThat(service.armed()).isZero();
        }

        @Test
        void whatCannotFireNowCanBeCancelled() {
            Busy busy = due(new Busy());
            service.fireSome(1);
            assertThat(service.cancel(busy)).isTrue();
            assertThat(service.armed()).isZero();
        }

        @Test
        void whatIsArmedAnewWhileItCannotFireStaysSo() {
            Busy busy = due(new Busy() {
                @Override
                protected boolean tryFire(long nowNanos) {
                    service.arm(this, in(1_000_000));
                    return super.tryFire(nowNanos);
                }
            });
            service.fireSome(1);
            assertThat(service.armed()).isOne();
            assertThat(busy.deadlineNanos()).isEqualTo(in(1_000_000));
        }

        @Test
        void whoMayWaitFiresWhatIsBusy() {
            Busy busy = due(new Busy());
            assertThat(service.fireExpired()).isOne();
            assertThat(busy.fired()).isOne();
        }

        @Test
        void nothingIsPutOffWhenTheServiceIsClosed() {
            Busy busy = due(new Busy());
            service.close();
            service.fireSome(1);
            assertThat(service.armed()).isZero();
        }

        @Test
        void whoReadsWhatWasToldLearnsOfAnEarlierTimer() {
            assertThat(service.toldNanos()).isEqualTo(TimingWheel.NEVER);
            service.arm(new Probe(), in(40));
            assertThat(service.toldNanos()).isEqualTo(told.getLast());
            service.arm(new Probe(), in(30));
            assertThat(service.toldNanos()).isEqualTo(told.getLast());
            assertThat(service.toldNanos() - in(30)).isLessThanOrEqualTo(0);
        }
    }

    @Nested
    class Arming {
        @Test
        void armingAnArmedNodeMovesIt() {
            Probe probe = new Probe();
            service.arm(probe, in(1000));
            service.arm(probe, in(5000));
            assertThat(service.armed()).isEqualTo(1);
            clock.advance(4999);
            assertThat(service.fireExpired()).isZero();
            service.arm(probe, in(0));
            assertThat(service.fireExpired()).isEqualTo(1);
            clock.advance(1_000_000);
            assertThat(service.fireExpired()).isZero();
            assertThat(probe.fired()).isEqualTo(1);
        }

        @Test
        void aNodeCanBeArmedAgainAfterItWasCancelled() {
            Probe probe = new Probe();
            service.arm(probe, in(1000));
            assertThat(service.cancel(probe)).isTrue();
            service.arm(probe, in(2000));
            clock.advance(2000);
            assertThat(service.fireExpired()).isEqualTo(1);
        }

        @Test
        void nullIsRefusedAndLeavesTheServiceInOrder() {
            assertThatNullPointerException().isThrownBy(() -> service.arm(noNode(), 0));
            assertThatNullPointerException().isThrownBy(() -> service.cancel(noNode()));
            assertThat(service.armed()).isZero();
        }

        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without a null checker may pass
        private static <T extends TimerNode> T noNode() {
            return null;
        }

        @Test
        void aClosedServiceRefusesNewTimersAndStillCancelsOldOnes() {
            Probe probe = new Probe();
            service.arm(probe, in(1000));
            service.close();
            service.close();
            assertThatIllegalStateException().isThrownBy(() -> service.arm(new Probe(), in(1)));
            assertThat(service.armed()).isEqualTo(1);
            assertThat(service.cancel(probe)).isTrue();
        }
    }

    @Nested
    class Cancelling {
        @Test
        void saysWhetherTheTimerWasArmed() {
            Probe probe = new Probe();
            assertThat(service.cancel(probe)).isFalse();
            service.arm(probe, in(10));
            assertThat(service.cancel(probe)).isTrue();
            assertThat(service.cancel(probe)).isFalse();
            service.arm(probe, in(10));
            clock.advance(10);
            service.fireExpired();
            assertThat(service.cancel(probe)).isFalse();
            assertThat(probe.fired()).isEqualTo(1);
        }

        @Test
        void winsOverATimerThatHasExpiredButDidNotFireYet() {
            Probe probe = new Probe();
            service.arm(probe, in(10));
            clock.advance(1_000_000);
            assertThat(service.cancel(probe)).isTrue();
            assertThat(service.fireExpired()).isZero();
        }

        @Test
        void aMillionArmedAndCancelledLeaveNothingBehind() {
            int million = 1_000_000;
            List<Probe> probes = new ArrayList<>(million);
            for (int i = 0; i < million; i++) {
                Probe probe = new Probe();
                probes.add(probe);
                service.arm(probe, in(1 + (i * 7_919_777L) % TimeUnit.HOURS.toNanos(1)));
            }
            assertThat(service.armed()).isEqualTo(million);
            for (Probe probe : probes) {
                assertThat(service.cancel(probe)).isTrue();
            }
            assertThat(service.armed()).isZero();
            assertThat(service.nextWakeNanos()).isEqualTo(TimingWheel.NEVER);
            assertThat(probes).allMatch(probe -> probe.next == probe && probe.prev == probe);
        }

        @Test
        void aNodeThatWasCancelledOrHasFiredIsNotKept() {
            Probe before = new Probe();
            Probe after = new Probe();
            service.arm(before, in(1000));
            List<WeakReference<Probe>> dropped = armAndDrop();
            service.arm(after, in(1000));
            for (WeakReference<Probe> reference : dropped) {
                Await.until("a timer that is not armed any more is collected", () -> {
                    System.gc();
                    return reference.get() == null;
                });
            }
            assertThat(service.armed()).isEqualTo(2);
        }

        private List<WeakReference<Probe>> armAndDrop() {
            Probe cancelled = new Probe();
            Probe fired = new Probe();
            service.arm(cancelled, in(1000));
            service.arm(fired, in(100));
            clock.advance(100);
            assertThat(service.fireExpired()).isEqualTo(1);
            assertThat(service.cancel(cancelled)).isTrue();
            return List.of(new WeakReference<>(cancelled), new WeakReference<>(fired));
        }
    }

    @Nested
    class Waking {
        @Test
        void theFirstTimerAndEveryEarlierOneIsTold() {
            service.arm(new Probe(), in(40));
            service.arm(new Probe(), in(50));
            service.arm(new Probe(), in(40));
            service.arm(new Probe(), in(30));
            assertThat(told).hasSize(2);
            assertThat(told.getLast()).isEqualTo(service.nextWakeNanos());
            assertThat(told.getLast() - in(30)).isLessThanOrEqualTo(0);
        }

        @Test
        void armingAndCancellingUnderALaterWakeUpTellsNothing() {
            service.arm(new Probe(), in(30));
            for (int i = 0; i < 1000; i++) {
                Probe probe = new Probe();
                service.arm(probe, in(1_000_000));
                service.cancel(probe);
            }
            assertThat(told).hasSize(1);
        }

        @Test
        void aTimerThatComesWhenTheOnlyOneWasCancelledIsToldAgainOnceSomebodyHasAsked() {
            Probe probe = new Probe();
            service.arm(probe, in(30));
            service.cancel(probe);
            service.arm(probe, in(1_000));
            assertThat(told)
                    .as("the driver still wakes in 30 ns, and will ask then")
                    .hasSize(1);
            service.cancel(probe);
            assertThat(service.nextWakeNanos()).isEqualTo(TimingWheel.NEVER);
            service.arm(probe, in(1_000));
            assertThat(told).as("the driver sleeps without a limit").hasSize(2);
        }

        @Test
        void whoeverSleepsUntilTheNextWakeUpMissesNoDeadline() {
            List<Long> late = new ArrayList<>();
            for (int bit = 0; bit < 60; bit++) {
                service.arm(
                        new TimerNode() {
                            @Override
                            protected void fire(long nowNanos) {
                                late.add(nowNanos - deadlineNanos());
                            }
                        },
                        in((1L << bit) + 12345));
            }
            int steps = 0;
            while (service.armed() > 0) {
                clock.advance(Math.max(0, service.nextWakeNanos() - clock.nanoTime()));
                service.fireExpired();
                assertThat(++steps).isLessThanOrEqualTo(60 * 12);
            }
            assertThat(late).hasSize(60).containsOnly(0L);
        }

        @Test
        void anArmingThatCannotWakeTheDriverFailsAndTheNextOneTriesAgain() {
            AtomicInteger tries = new AtomicInteger();
            WheelTimerService failing = new WheelTimerService(clock, TimingWheel.COARSE, wake -> {
                if (tries.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("on purpose, by a test");
                }
            });
            Probe probe = new Probe();
            assertThatThrownBy(() -> failing.arm(probe, in(TICK))).isInstanceOf(OutOfMemoryError.class);
            assertThat(failing.armed()).isZero();
            failing.arm(probe, in(TICK));
            assertThat(tries).hasValue(2);
            assertThat(failing.armed()).isEqualTo(1);
        }

        @Test
        void aTimerThatReliedOnAnArmingThatFailedIsToldByTheNextOne() {
            AtomicInteger tries = new AtomicInteger();
            AtomicReference<WheelTimerService> failing = new AtomicReference<>();
            failing.set(new WheelTimerService(clock, TimingWheel.COARSE, wake -> {
                if (tries.incrementAndGet() == 1) {
                    failing.get().arm(new Probe(), in(TICK)); // meanwhile, and not told: somebody is about to be
                    throw new OutOfMemoryError("on purpose, by a test");
                }
            }));
            assertThatThrownBy(() -> failing.get().arm(new Probe(), in(TICK))).isInstanceOf(OutOfMemoryError.class);
            failing.get().arm(new Probe(), in(TICK));
            assertThat(tries).hasValue(2);
            assertThat(failing.get().armed()).isEqualTo(2);
        }
    }

    @Nested
    class Races {
        /** A timer that says how far the driver has come. */
        private static final class Pacing extends Probe {
            private final int index;
            private final AtomicInteger progress;

            Pacing(int index, AtomicInteger progress) {
                this.index = index;
                this.progress = progress;
            }

            @Override
            protected void fire(long nowNanos) {
                progress.set(index);
                super.fire(nowNanos);
            }
        }

        /** Cancel against fire, neck and neck: two threads keep cancelling just what the driver is about to fire. */
        @Test
        void ofCancelAndFireExactlyOneHappensForEachArming() throws Exception {
            int timers = 10_000;
            int rounds = Math.ceilDiv(Rounds.of(400_000), timers);
            AtomicInteger progress = new AtomicInteger();
            List<Pacing> probes = new ArrayList<>();
            for (int i = 0; i < timers; i++) {
                probes.add(new Pacing(i, progress));
            }
            AtomicIntegerArray cancelled = new AtomicIntegerArray(timers);
            AtomicInteger fired = new AtomicInteger();
            AtomicBoolean driven = new AtomicBoolean();
            CyclicBarrier together = new CyclicBarrier(3);
            Crew crew = new Crew();
            crew.add(
                    () -> { // arms, then drives
                        for (int round = 1; round <= rounds; round++) {
                            progress.set(0);
                            driven.set(false);
                            for (Pacing probe : probes) {
                                service.arm(probe, in(1 + probe.index));
                            }
                            clock.advance(timers);
                            together.await();
                            fired.addAndGet(service.fireExpired());
                            driven.set(true);
                            together.await();
                            for (Pacing probe : probes) {
                                assertThat(probe.fired() + cancelled.get(probe.index))
                                        .isEqualTo(round);
                            }
                            together.await();
                        }
                    });
            for (int canceller = 0; canceller < 2; canceller++) {
                int seed = canceller;
                crew.add(() -> {
                    Random random = new Random(seed);
                    for (int round = 1; round <= rounds; round++) {
                        together.await();
                        while (!driven.get()) {
                            int index = Math.min(timers - 1, progress.get() + random.nextInt(4));
                            if (service.cancel(probes.get(index))) {
                                cancelled.incrementAndGet(index);
                            }
                        }
                        together.await();
                        together.await();
                    }
                });
            }
            crew.work();
            int cancels = 0;
            for (int i = 0; i < timers; i++) {
                cancels += cancelled.get(i);
            }
            assertThat(fired.get() + cancels).isEqualTo(timers * rounds);
            assertThat(service.armed()).isZero();
        }

        @Test
        void severalDriversFireEachTimerOnce() throws Exception {
            int timers = 200_000;
            List<Probe> probes = new ArrayList<>();
            for (int i = 0; i < timers; i++) {
                Probe probe = new Probe();
                probes.add(probe);
                service.arm(probe, in(i * 1000L));
            }
            long last = in(timers * 1000L);
            AtomicInteger fired = new AtomicInteger();
            Crew crew = new Crew();
            for (int driver = 0; driver < 3; driver++) {
                crew.add(() -> {
                    while (clock.nanoTime() - last < 0) {
                        clock.advance(777_777);
                        fired.addAndGet(service.fireExpired());
                    }
                });
            }
            crew.work();
            assertThat(fired).hasValue(timers);
            assertThat(probes).allMatch(probe -> probe.fired() == 1);
        }

        @Test
        void noTimerFiresEarlyThoughDriversReadTheClockOneAfterTheOther() throws Exception {
            AtomicInteger early = new AtomicInteger();
            Crew crew = new Crew();
            for (int driver = 0; driver < 3; driver++) {
                int step = 100 + driver;
                crew.add(() -> {
                    for (int i = 0; i < 30_000; i++) {
                        service.arm(
                                new TimerNode() {
                                    @Override
                                    protected void fire(long nowNanos) {
                                        if (nowNanos - deadlineNanos() < 0) {
                                            early.incrementAndGet();
                                        }
                                    }
                                },
                                in(step));
                        clock.advance(step / 2);
                        service.fireExpired();
                    }
                });
            }
            crew.work();
            clock.advance(1000);
            service.fireExpired();
            assertThat(early).hasValue(0);
            assertThat(service.armed()).isZero();
        }

        @Test
        void manyThreadsThatArmMoveAndCancelLeaveTheCountRight() throws Exception {
            WheelTimerService shared = new WheelTimerService(clock, TimingWheel.COARSE, wake -> {});
            int threads = 4;
            AtomicInteger left = new AtomicInteger();
            Crew crew = new Crew();
            for (int thread = 0; thread < threads; thread++) {
                int odd = thread;
                crew.add(() -> {
                    for (int i = 0; i < 50_000; i++) {
                        Probe probe = new Probe();
                        shared.arm(probe, in(TICK + (i * 7919L + odd) * 1_000_003L % 10_000_000_000_000L));
                        if (i % 3 == 0) {
                            shared.arm(probe, in(TICK + i));
                        }
                        if (i % 10 == 0) {
                            left.incrementAndGet();
                        } else if (!shared.cancel(probe)) {
                            throw new AssertionError("Nobody else could have cancelled timer " + i);
                        }
                    }
                });
            }
            crew.work();
            assertThat(shared.armed()).isEqualTo(left.get());
            clock.advance(TimeUnit.DAYS.toNanos(1));
            assertThat(shared.fireExpired()).isEqualTo(left.get());
        }
    }

    private static TimerNode throwing(Throwable failure) {
        return new TimerNode() {
            @Override
            protected void fire(long nowNanos) {
                WheelTimerServiceTest.<RuntimeException>sneak(failure);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
