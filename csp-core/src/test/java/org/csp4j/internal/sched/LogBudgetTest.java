package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogBudgetTest {
    private static final long SOME_TIME =
            new AtomicLong(Long.MAX_VALUE - 5).get(); // a clock of nanoseconds may wrap around

    private final LogBudget budget = new LogBudget(2, Duration.ofNanos(10));

    @Test
    void givesSoManyInAPeriod() {
        assertThat(budget.take(SOME_TIME)).isTrue();
        assertThat(budget.take(SOME_TIME)).isTrue();
        assertThat(budget.take(SOME_TIME + 9)).isFalse();
        assertThat(budget.leftOutBefore(SOME_TIME + 9)).isZero(); // the period is not over
        assertThat(budget.take(SOME_TIME + 9)).isFalse();
    }

    @Test
    void beginsAnewAfterAPeriodAndTellsWhatWasLeftOut() {
        for (int i = 0; i < 5; i++) {
            budget.take(SOME_TIME);
        }
        assertThat(budget.leftOutBefore(SOME_TIME + 10)).isEqualTo(3);
        assertThat(budget.leftOutBefore(SOME_TIME + 10)).isZero();
        assertThat(budget.take(SOME_TIME + 10)).isTrue();
        assertThat(budget.take(SOME_TIME + 19)).isTrue();
        assertThat(budget.take(SOME_TIME + 19)).isFalse();
    }

    @Test
    void thePeriodBeginsWithTheFirstThatIsTaken() {
        assertThat(budget.leftOutBefore(SOME_TIME)).isZero();
        budget.take(SOME_TIME + 100);
        budget.take(SOME_TIME + 100);
        assertThat(budget.leftOutBefore(SOME_TIME + 109)).isZero();
        assertThat(budget.take(SOME_TIME + 109)).isFalse();
    }
}
