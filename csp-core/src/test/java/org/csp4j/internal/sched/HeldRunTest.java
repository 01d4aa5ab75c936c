package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldRunTest {
    private static final long START =
            new AtomicLong(Long.MAX_VALUE - 50).get(); // a clock of nanoseconds may wrap around

    private final HeldRun held = new HeldRun(100);

    @Test
    void aRunIsHeldFromTheLookThatFirstSawIt() {
        assertThat(held.isStill(1, START)).isFalse();
        assertThat(held.sinceNanos()).isEqualTo(START);
        assertThat(held.isStill(1, START + 10)).isTrue();
        assertThat(held.isStill(1, START + 20)).isTrue();
        assertThat(held.sinceNanos()).isEqualTo(START);
        assertThat(held.isStill(2, START + 30)).isFalse();
        assertThat(held.sinceNanos()).isEqualTo(START + 30);
    }

    @Test
    void aRunIsReportedOnceThoughManyLooksPassAndThenAtGrowingIntervals() {
        long[] reports = {100, 1_000, 10_000, 100_000};
        held.isStill(1, START);
        int reported = 0;
        for (int passed = 1; passed < 200_000; passed++) {
            assertThat(held.isStill(1, START + passed)).isTrue();
            if (held.isReportDue(START + passed)) {
                assertThat(passed).isEqualTo(reports[reported++]);
                held.reported();
            }
        }
        assertThat(reported).isEqualTo(reports.length);
    }

    @Test
    void aReportThatCannotBeMadeStaysDue() {
        held.isStill(1, START);
        assertThat(held.isReportDue(START + 100)).isTrue();
        assertThat(held.isReportDue(START + 105)).isTrue();
    }

    @Test
    void theNextRunIsReportedAfterItsOwnTime() {
        held.isStill(1, START);
        held.reported();
        held.isStill(2, START + 500);
        assertThat(held.isReportDue(START + 599)).isFalse();
        assertThat(held.isReportDue(START + 600)).isTrue();
    }
}
