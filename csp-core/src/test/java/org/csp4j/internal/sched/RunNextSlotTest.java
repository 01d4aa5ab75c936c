package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunNextSlotTest {
    private static final Runnable A = () -> {};
    private static final Runnable B = () -> {};
    private static final Runnable C = () -> {};

    private final RunNextSlot slot = new RunNextSlot();

    @Test
    void isEmptyAtFirst() {
        assertThat(slot.isOccupied()).isFalse();
        assertThat(slot.take()).isNull();
        assertThat(slot.steal()).isNull();
        assertThat(slot.running()).isNull();
    }

    @Test
    void whatIsPutIsTakenOnceAndRunsThen() {
        assertThat(slot.put(A)).isNull();
        assertThat(slot.isOccupied()).isTrue();
        assertThat(slot.take()).isSameAs(A);
        assertThat(slot.running()).isSameAs(A);
        assertThat(slot.isOccupied()).isFalse();
        assertThat(slot.take()).isNull();
        assertThat(slot.running()).isSameAs(A);
    }

    @Test
    void whatRunsStaysSoWhileOthersArePut() {
        slot.put(A);
        slot.take();
        assertThat(slot.put(B)).isNull();
        assertThat(slot.put(C)).isSameAs(B);
        assertThat(slot.running()).isSameAs(A);
        assertThat(slot.take()).isSameAs(C);
        assertThat(slot.running()).isSameAs(C);
    }

    @Test
    void theNextOneIsWhatWasPutLastWhateverWasThereBefore() {
        for (Runnable task : List.of(A, B, A, B, C, A, A, C, B, B, C, A)) {
            assertThat(slot.put(task)).isNull();
            assertThat(slot.take()).isSameAs(task);
            assertThat(slot.running()).isSameAs(task);
        }
    }

    @Test
    void whatHasComeAnotherWayRunsBesideWhatIsNext() {
        slot.put(A);
        slot.runs(B);
        assertThat(slot.running()).isSameAs(B);
        assertThat(slot.take()).isSameAs(A);
        slot.runs(C);
        assertThat(slot.running()).isSameAs(C);
        assertThat(slot.put(B)).isNull();
        assertThat(slot.running()).isSameAs(C);
    }

    @Test
    void aThiefTakesWhatIsNextAndLeavesWhatRuns() {
        slot.put(A);
        slot.take();
        slot.put(B);
        assertThat(slot.steal()).isSameAs(B);
        assertThat(slot.steal()).isNull();
        assertThat(slot.take()).isNull();
        assertThat(slot.running()).isSameAs(A);
        assertThat(slot.put(C)).isNull();
        assertThat(slot.take()).isSameAs(C);
    }

    @Test
    void keepsNothingOnceCleared() {
        slot.put(A);
        slot.take();
        slot.runs(B);
        slot.clear();
        assertThat(slot.running()).isNull();
        assertThat(slot.put(C)).isNull();
        assertThat(slot.take()).isSameAs(C);
    }
}
