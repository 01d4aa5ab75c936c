package org.csp4j.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a list that lost its end is walked for ever
class TimingWheelTest {
    private static final long TICK = 1L << TimingWheel.COARSE;
    private static final int LEVELS = 8;

    /** More steps than anything that is not linear in time, or in the number of slots, can take for a few timers. */
    private static final int FEW_MOVES = 40;

    /** The start of the 2nd slot of a level, as seen from time 0. */
    private static long slotStart(int level) {
        return TICK << (6 * level);
    }

    private static TimingWheel coarse(long nowNanos) {
        return new TimingWheel(nowNanos, TimingWheel.COARSE);
    }

    private static Probe put(TimingWheel wheel, long deadlineNanos) {
        Probe node = new Probe("timer for " + deadlineNanos);
        wheel.insert(node, deadlineNanos);
        return node;
    }

    private static List<TimerNode> round(TimingWheel wheel, long nowNanos) {
        assertThat(wheel.advance(nowNanos, 100_000)).isTrue();
        return pollAll(wheel);
    }

    private static List<TimerNode> pollAll(TimingWheel wheel) {
        List<TimerNode> polled = new ArrayList<>();
        for (TimerNode node = wheel.pollDue(); node != null; node = wheel.pollDue()) {
            polled.add(node);
        }
        return polled;
    }

    private static void assertEmpty(TimingWheel wheel) {
        assertThat(wheel.size()).isZero();
        assertThat(wheel.nextWakeNanos()).isEqualTo(TimingWheel.NEVER);
        assertThat(wheel.pollDue()).isNull();
    }

    @Nested
    class Due {
        @Test
        void aTimerIsNotDueOneNanosecondBeforeItsDeadlineOnAnyLevel() {
            for (int bit = 0; bit < 63; bit++) {
                TimingWheel wheel = coarse(0);
                long deadline = 1L << bit;
                Probe node = put(wheel, deadline);
                assertThat(round(wheel, deadline - 1)).as("at %d - 1", deadline).isEmpty();
                assertThat(round(wheel, deadline + TICK - 1))
                        .as("a tick after %d", deadline)
                        .containsExactly(node);
                assertEmpty(wheel);
            }
        }

        @Test
        void aDeadlineAtTheStartOfATickIsDueAtThatVeryTime() {
            TimingWheel wheel = coarse(0);
            Probe node = put(wheel, 5 * TICK);
            assertThat(round(wheel, 5 * TICK - 1)).isEmpty();
            assertThat(round(wheel, 5 * TICK)).containsExactly(node);
        }

        @Test
        void aDeadlineInsideATickIsDueWhenTheNextOneStarts() {
            TimingWheel wheel = coarse(0);
            Probe node = put(wheel, 5 * TICK + 1);
            assertThat(round(wheel, 6 * TICK - 1)).isEmpty();
            assertThat(round(wheel, 6 * TICK)).containsExactly(node);
        }

        @Test
        void aDeadlineIsDueToTheNanosecondIfTicksAreExact() {
            for (int bit = 0; bit < 63; bit++) {
                TimingWheel wheel = new TimingWheel(0, TimingWheel.EXACT);
                long deadline = (1L << bit) + 1;
                Probe node = put(wheel, deadline);
                assertThat(round(wheel, deadline - 1)).as("at %d - 1", deadline).isEmpty();
                assertThat(round(wheel, deadline)).as("at %d", deadline).containsExactly(node);
                assertEmpty(wheel);
            }
        }

        @Test
        void aDeadlineThatHasPassedIsDueInTheNextRound() {
            TimingWheel wheel = coarse(1000 * TICK);
            Probe node = put(wheel, 10 * TICK);
            assertThat(wheel.pollDue()).isNull();
            assertThat(round(wheel, 1000 * TICK)).containsExactly(node);
        }

        @Test
        void aDeadlineFarInThePastIsDue() {
            TimingWheel wheel = coarse(0);
            Probe node = put(wheel, -(1L << 62));
            assertThat(round(wheel, 0)).containsExactly(node);
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1234567890123456789L})
        void theLongestDelayIsNotDueInAHundredYears(long start) {
            TimingWheel wheel = coarse(start);
            Probe node = put(wheel, start + Long.MAX_VALUE);
            for (int year = 1; year <= 100; year++) {
                assertThat(round(wheel, start + TimeUnit.DAYS.toNanos(365) * year))
                        .isEmpty();
            }
            assertThat(wheel.remove(node)).isTrue();
            assertEmpty(wheel);
        }

        @Test
        void theLongestDelayIsNotTakenForThePastByAWheelThatWasNotAdvancedForAHundredYears() {
            TimingWheel wheel = coarse(0);
            long now = TimeUnit.DAYS.toNanos(36500);
            put(wheel, now + Long.MAX_VALUE);
            assertThat(round(wheel, TimeUnit.DAYS.toNanos(365))).isEmpty(); // by one who read the clock long ago
            assertThat(round(wheel, now)).isEmpty();
            assertThat(round(wheel, now + TimeUnit.DAYS.toNanos(36500))).isEmpty();
        }

        @Test
        void aTimeBeforeOneToldEarlierChangesNothing() {
            TimingWheel wheel = coarse(0);
            round(wheel, 100 * TICK);
            Probe node = put(wheel, 150 * TICK);
            assertThat(round(wheel, 50 * TICK)).isEmpty();
            assertThat(round(wheel, 149 * TICK)).isEmpty();
            assertThat(round(wheel, 150 * TICK)).containsExactly(node);
        }
    }

    @Nested
    class Order {
        @Test
        void timersComeOutByDeadlineHoweverFarTheTimeJumps() {
            List<Probe> byDeadline = new ArrayList<>();
            for (int bit = 16; bit < 62; bit++) {
                byDeadline.add(new Probe("2^" + bit));
            }
            List<Integer> shuffled = new ArrayList<>();
            for (int i = 0; i < byDeadline.size(); i++) {
                shuffled.add(i);
            }
            Collections.shuffle(shuffled, new Random(1));
            TimingWheel wheel = coarse(0);
            for (int i : shuffled) {
                wheel.insert(byDeadline.get(i), 1L << (16 + i));
            }
            assertThat(round(wheel, 1L << 62)).containsExactlyElementsOf(byDeadline);
        }

        @Test
        void timersOfOneTickComeOutInTheOrderInWhichTheyWerePutIn() {
            TimingWheel wheel = coarse(0);
            List<Probe> inOrder = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                inOrder.add(put(wheel, 7 * TICK - i)); // one tick, though the deadlines fall
            }
            assertThat(round(wheel, 7 * TICK)).containsExactlyElementsOf(inOrder);
        }

        @Test
        void oneThatCascadesFromTheTopComesBeforeOneOfItsTickThatWasPutInNearby() {
            for (int level = 1; level < LEVELS; level++) {
                TimingWheel wheel = coarse(0);
                long deadline = slotStart(level) * 5 + 3 * TICK;
                List<Probe> inOrder = new ArrayList<>();
                inOrder.add(put(wheel, deadline));
                for (long away = slotStart(level) * 2; away > TICK; away /= 3) {
                    assertThat(round(wheel, deadline - away)).isEmpty();
                    inOrder.add(put(wheel, deadline));
                }
                assertThat(round(wheel, deadline)).as("level %d", level).containsExactlyElementsOf(inOrder);
            }
        }

        @Test
        void onePutInDuringACascadeComesAfterThoseOfItsTickThatAreStillToMove() {
            TimingWheel wheel = coarse(0);
            long deadline = slotStart(2) + 3 * TICK;
            Probe first = put(wheel, deadline);
            Probe second = put(wheel, deadline);
            assertThat(wheel.advance(slotStart(2), 2)).isFalse(); // into the slot, and one of the two is moved
            Probe third = put(wheel, deadline);
            assertThat(wheel.nextWakeNanos()).isLessThanOrEqualTo(slotStart(2));
            assertThat(round(wheel, slotStart(2))).isEmpty();
            Probe fourth = put(wheel, deadline);
            assertThat(round(wheel, deadline)).containsExactly(first, second, third, fourth);
        }

        @Test
        void oneThatIsPutInTooLateComesInTheNextRoundAheadOfWhatThatRoundReaches() {
            TimingWheel wheel = coarse(0);
            Probe inTime = put(wheel, 10 * TICK);
            assertThat(wheel.advance(10 * TICK, FEW_MOVES)).isTrue();
            Probe late = put(wheel, 5 * TICK);
            Probe next = put(wheel, 11 * TICK);
            assertThat(pollAll(wheel)).containsExactly(inTime);
            assertThat(round(wheel, 11 * TICK)).containsExactly(late, next);
        }
    }

    @Nested
    class Rounds {
        @Test
        void whatWasNotPolledStaysDueAheadOfWhatTheNextRoundBrings() {
            TimingWheel wheel = coarse(0);
            Probe first = put(wheel, TICK);
            assertThat(wheel.advance(TICK, FEW_MOVES)).isTrue();
            Probe late = put(wheel, 0);
            Probe next = put(wheel, 2 * TICK);
            assertThat(wheel.advance(2 * TICK, FEW_MOVES)).isTrue();
            assertThat(pollAll(wheel)).containsExactly(first, late, next);
        }

        @Test
        void aTickOtherThanThoseThatLevelsAreMadeForIsRefused() {
            assertThatIllegalArgumentException().isThrownBy(() -> new TimingWheel(0, -1));
            assertThatIllegalArgumentException().isThrownBy(() -> new TimingWheel(0, 17));
        }
    }

    @Nested
    class Removing {
        @Test
        void aTimerCanBeRemovedFromEveryLevel() {
            for (int level = 0; level < LEVELS; level++) {
                for (int gone = 0; gone < 3; gone++) {
                    TimingWheel wheel = coarse(0);
                    List<Probe> nodes = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        nodes.add(put(wheel, slotStart(level)));
                    }
                    assertThat(wheel.nextWakeNanos()).as("level %d", level).isEqualTo(slotStart(level));
                    Probe node = nodes.remove(gone);
                    assertThat(wheel.remove(node)).isTrue();
                    assertThat(node.isLinked()).isFalse();
                    assertThat(wheel.remove(node)).isFalse();
                    assertThat(wheel.size()).isEqualTo(2);
                    assertThat(round(wheel, slotStart(level))).containsExactlyElementsOf(nodes);
                    assertEmpty(wheel);
                }
            }
        }

        @Test
        void theLastOneRemovedFromASlotLeavesNoWakeUpBehind() {
            for (int level = 0; level < LEVELS; level++) {
                TimingWheel wheel = coarse(0);
                Probe near = put(wheel, slotStart(level));
                Probe far = put(wheel, slotStart(level) * 2);
                assertThat(wheel.remove(near)).isTrue();
                assertThat(wheel.nextWakeNanos()).as("level %d", level).isEqualTo(slotStart(level) * 2);
                assertThat(wheel.remove(far)).isTrue();
                assertEmpty(wheel);
            }
        }

        @Test
        void oneThatIsDueOrLateCanStillBeRemoved() {
            TimingWheel wheel = coarse(0);
            Probe due = put(wheel, TICK);
            Probe kept = put(wheel, TICK);
            assertThat(wheel.advance(TICK, FEW_MOVES)).isTrue();
            Probe late = put(wheel, 0);
            assertThat(wheel.remove(due)).isTrue();
            assertThat(wheel.remove(late)).isTrue();
            assertThat(pollAll(wheel)).containsExactly(kept);
            assertEmpty(wheel);
        }

        @Test
        void theRestOfACascadeCanBeRemovedInTheMiddleOfIt() {
            TimingWheel wheel = coarse(0);
            Probe moved = put(wheel, slotStart(3) + TICK);
            Probe removed = put(wheel, slotStart(3) + TICK);
            assertThat(wheel.advance(slotStart(3), 2)).isFalse();
            assertThat(wheel.remove(removed)).isTrue();
            assertThat(round(wheel, slotStart(3))).isEmpty();
            assertThat(round(wheel, slotStart(3) + TICK)).containsExactly(moved);
            assertEmpty(wheel);
        }

        @Test
        void aNodeThatWasPolledOrRemovedIsLinkedToNothingAndCanBePutInAgain() {
            TimingWheel wheel = coarse(0);
            Probe node = put(wheel, TICK);
            put(wheel, TICK);
            assertThat(wheel.advance(TICK, FEW_MOVES)).isTrue();
            assertThat(wheel.pollDue()).isSameAs(node);
            assertThat(node.prev).isSameAs(node);
            assertThat(node.next).isSameAs(node);
            wheel.insert(node, 2 * TICK);
            assertThat(wheel.remove(node)).isTrue();
            assertThat(node.prev).isSameAs(node);
            assertThat(node.next).isSameAs(node);
        }

        @Test
        void aNodeThatIsInAWheelCannotBePutInAgain() {
            TimingWheel wheel = coarse(0);
            Probe node = put(wheel, TICK);
            assertThatIllegalStateException().isThrownBy(() -> wheel.insert(node, TICK));
            assertThat(wheel.size()).isEqualTo(1);
        }
    }

    @Nested
    class NextWake {
        @Test
        void isNeverWithoutTimers() {
            assertEmpty(coarse(0));
            assertEmpty(coarse(Long.MAX_VALUE));
        }

        @Test
        void isExactWithinTheLowestLevel() {
            TimingWheel wheel = coarse(0);
            put(wheel, 5 * TICK);
            assertThat(wheel.nextWakeNanos()).isEqualTo(5 * TICK);
            put(wheel, 3 * TICK - 1);
            assertThat(wheel.nextWakeNanos()).isEqualTo(3 * TICK);
        }

        @Test
        void hasPassedWhileSomethingIsDueOrLate() {
            TimingWheel wheel = coarse(0);
            put(wheel, TICK);
            assertThat(wheel.advance(TICK + 1, FEW_MOVES)).isTrue();
            assertThat(wheel.nextWakeNanos()).isLessThanOrEqualTo(TICK + 1);
            pollAll(wheel);
            put(wheel, 0);
            assertThat(wheel.nextWakeNanos()).isLessThanOrEqualTo(TICK + 1);
        }

        @ParameterizedTest
        @ValueSource(
                longs = {0, 1, -1, Long.MAX_VALUE, Long.MAX_VALUE - 10_000_000_000L, Long.MIN_VALUE, 987654321987654321L
                })
        void aDriverThatSleepsByItReachesEveryDeadlineInFewStepsAndAtMostOneTickLate(long start) {
            for (int bit = 0; bit <= 63; bit++) {
                long delay = (1L << bit) - 1; // the last one is the longest
                TimingWheel wheel = coarse(start);
                Probe node = put(wheel, start + delay);
                long now = start;
                int steps = 0;
                while (node.isLinked()) {
                    long wake = wheel.nextWakeNanos();
                    now = wake - now > 0 ? wake : now;
                    assertThat(wheel.advance(now, FEW_MOVES)).isTrue();
                    pollAll(wheel);
                    assertThat(++steps)
                            .as("steps to 2^%d - 1 from %d", bit, start)
                            .isLessThanOrEqualTo(LEVELS + 4);
                }
                assertThat(now - start - delay)
                        .as("late for 2^%d - 1 from %d", bit, start)
                        .isBetween(0L, TICK - 1);
                assertEmpty(wheel);
            }
        }

        @Test
        void isNotTakenForNeverWhereAnExactTickStartsAtThatTime() {
            TimingWheel wheel = new TimingWheel(Long.MAX_VALUE - 10, TimingWheel.EXACT);
            Probe node = put(wheel, Long.MAX_VALUE);
            assertThat(wheel.nextWakeNanos()).isEqualTo(Long.MIN_VALUE);
            assertThat(wheel.advance(Long.MAX_VALUE, FEW_MOVES)).isTrue();
            assertThat(wheel.nextWakeNanos()).as("it is due").isEqualTo(Long.MAX_VALUE - 1);
            assertThat(pollAll(wheel)).containsExactly(node);
            Probe onTime = put(wheel, Long.MIN_VALUE);
            assertThat(wheel.nextWakeNanos()).isEqualTo(Long.MIN_VALUE);
            assertThat(round(wheel, Long.MIN_VALUE)).containsExactly(onTime);
        }

        @Test
        void insertSaysWhenItMayHaveBecomeEarlier() {
            TimingWheel wheel = coarse(0);
            Random random = new Random(1);
            for (int i = 0; i < 100_000; i++) {
                long before = wheel.nextWakeNanos();
                boolean mayBeEarlier = wheel.insert(new Probe(), random.nextLong(1L << random.nextInt(1, 62)));
                assertThat(mayBeEarlier || wheel.nextWakeNanos() == before).isTrue();
            }
        }
    }

    @Nested
    class Cost {
        @Test
        void aJumpOverYearsPassesOverEmptySlots() {
            TimingWheel wheel = coarse(0);
            Probe near = put(wheel, TICK);
            Probe far = put(wheel, TimeUnit.DAYS.toNanos(36_000) + 12_345_678_901L);
            assertThat(wheel.advance(TimeUnit.DAYS.toNanos(36_500), FEW_MOVES)).isTrue();
            assertThat(pollAll(wheel)).containsExactly(near, far);
        }

        @Test
        void aTimerMovesAtMostOncePerLevel() {
            TimingWheel wheel = coarse(0);
            int timers = 1000;
            for (int i = 0; i < timers; i++) {
                put(wheel, (0x0fff_ffff_ffff_ffffL & -TICK) - i);
            }
            int moves = 0;
            while (!wheel.advance(1L << 60, 1)) {
                moves++;
            }
            assertThat(moves).isLessThanOrEqualTo(LEVELS * timers + FEW_MOVES);
            assertThat(pollAll(wheel)).hasSize(timers);
        }
    }
}
