package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.internal.sched.TestFibers.spinUntil;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LootTest {
    private static final long WORTH = Duration.ofSeconds(2).toNanos();
    private static final long LONG_AFTER = WORTH * Sharing.MOST * 2;

    private final Sharing victim = new Sharing(WORTH);
    private final Loot loot = new Loot();

    /** Steals so often, and is busy with that for long enough if it was awake, and not if it slept. */
    private void steal(int times) {
        for (int i = 0; i < times; i++) {
            loot.stoleFrom(victim);
            long begin = System.nanoTime();
            spinUntil(() -> System.nanoTime() - begin >= WORTH / Sharing.AWAKE);
            loot.usedUp();
        }
    }

    private void assertThatTheVictimKeepsItsQueue(boolean keepsIt) {
        victim.look(LONG_AFTER, Integer.MAX_VALUE);
        assertThat(victim.keeps()).isEqualTo(keepsIt);
    }

    @Test
    void aThiefIsAwakeAfterASteal() {
        steal(1 + Sharing.FEW);
        assertThatTheVictimKeepsItsQueue(false);
    }

    @Test
    void butNotWhereItHasSleptOrHasJustBeenStarted() {
        steal(1);
        for (int i = 1; i < Sharing.FEW; i++) {
            loot.sleeps();
            steal(1);
        }
        assertThatTheVictimKeepsItsQueue(true);
    }

    @Test
    void whatIsUsedUpIsToldOnce() {
        steal(1);
        for (int i = 1; i < Sharing.FEW; i++) {
            loot.usedUp();
            loot.stoleInVain();
        }
        assertThatTheVictimKeepsItsQueue(false);
    }

    @Test
    void eachFiberThatIsSentAwayWasStolenInVain() {
        loot.stoleFrom(victim);
        for (int i = 0; i < Sharing.FEW; i++) {
            loot.stoleInVain();
        }
        assertThatTheVictimKeepsItsQueue(true);
    }
}
