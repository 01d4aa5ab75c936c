package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final int RUNS = 8_000; // in each comparison, one carrier alone
    private static final int EACH = 100;
    private static final long NANOS = (long) RUNS * EACH;
    private static final int ENOUGH = RUNS + RUNS / Pace.GAIN; // both carriers together

    private final Pace pace = new Pace();

    private void measured(long nanosForEach) {
        pace.measured(nanosForEach * Pace.FEW, Pace.FEW);
    }

    private boolean isMissedByHalves(int bothRuns) {
        return pace.isMissed(NANOS, bothRuns / 2, bothRuns - bothRuns / 2);
    }

    @Test
    void aPaceThatIsNotKnownIsNotMissed() {
        assertThat(isMissedByHalves(4_000)).isFalse();
    }

    @Test
    void norIsOneThatWasMeasuredInTooFewRuns() {
        pace.measured((Pace.FEW - 1) * EACH, Pace.FEW - 1);
        assertThat(isMissedByHalves(4_000)).isFalse();
    }

    @Test
    void twoCarriersHaveToDoMoreThanOne() {
        measured(EACH);
        assertThat(isMissedByHalves(ENOUGH - 1)).isTrue();
        assertThat(isMissedByHalves(ENOUGH)).isFalse();
    }

    @Test
    void longRunsAreNotCompared() {
        measured(Pace.SHORT + 1);
        assertThat(isMissedByHalves(1_000)).isFalse();
    }

    @Test
    void shortOnesAre() {
        measured(Pace.SHORT);
        assertThat(isMissedByHalves(1_000)).isTrue();
    }

    @Test
    void whoHardlyRunsAnythingDoesSomethingElse() {
        measured(EACH);
        int few = RUNS / Pace.COMPARABLE;
        assertThat(pace.isMissed(NANOS, few, few + 1)).as("the thief").isFalse();
        assertThat(pace.isMissed(NANOS, few + 1, few)).as("the owner").isFalse();
        assertThat(pace.isMissed(NANOS, few + 1, few + 1)).isTrue();
    }

    @Test
    void moreRunsThanAnIntHoldsAreNotMissed() {
        measured(1);
        assertThat(pace.isMissed(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isFalse();
    }

    @Test
    void thePaceFollowsWhatIsMeasured() {
        measured(4 * EACH);
        for (int i = 0; i < 100; i++) {
            measured(EACH);
        }
        assertThat(isMissedByHalves(ENOUGH - 10)).isTrue();
        assertThat(isMissedByHalves(ENOUGH + 10)).isFalse();
    }

    @Test
    void butASleepIsNotTakenForALongRun() {
        measured(EACH);
        measured(1_000_000);
        measured(EACH);
        assertThat(isMissedByHalves(ENOUGH * 4 / 5)).isTrue(); // a pace of 114, where it would be of 110,000
    }
}
