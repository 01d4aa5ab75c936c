package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.internal.sched.TestFibers.spinUntil;

import java.time.Duration;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("opened")
class LootTest {
    private static final Duration WORTH = Duration.ofSeconds(2);
    private static final long WORTH_NANOS = WORTH.toNanos();
    private static final long LONG_AFTER = WORTH_NANOS * Sharing.MOST * 2;
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("loot", new SchedulerLimits(2, 2, Delays.LONG).withWorthOfASteal(WORTH));

    private final Carrier thief = new Carrier(ENGINE, "thief"); // these are never started
    private final Carrier victim = new Carrier(ENGINE, "victim");
    private final Loot loot = new Loot(thief);

    @AfterAll
    static void endEngine() {
        ENGINE.close();
    }

    /** Steals so often, and is busy with that for long enough if it was awake, and not if it slept. */
    private void steal(int times) {
        for (int i = 0; i < times; i++) {
            loot.stoleFrom(victim);
            long begin = System.nanoTime();
            spinUntil(() -> System.nanoTime() - begin >= WORTH_NANOS / Sharing.AWAKE);
            loot.usedUp();
        }
    }

    private void assertThatTheVictimKeepsItsQueue(boolean keepsIt) {
        victim.sharing.look(LONG_AFTER, Integer.MAX_VALUE);
        assertThat(victim.sharing.keeps()).isEqualTo(keepsIt);
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

    /** Steals some times, and is busy with that; meanwhile both carriers begin a run, each time that this has passed. */
    private void stealWhileBothRun(long nanosForEach) {
        victim.sharing.pace.measured((long) Pace.SHORT * Pace.FEW, Pace.FEW);
        for (int i = 0; i <= Sharing.FEW; i++) {
            loot.stoleFrom(victim);
            long begin = System.nanoTime();
            for (long passed = 0, runs = 0; passed < WORTH_NANOS / Sharing.AWAKE; passed = System.nanoTime() - begin) {
                for (; runs * nanosForEach < passed; runs++) {
                    thief.runBegins();
                    victim.runBegins();
                }
            }
            loot.usedUp();
        }
    }

    @Test
    void aThiefThatIsBusyInTheWayOfItsVictimHasStolenInVain() {
        stealWhileBothRun(2 * Pace.SHORT); // the victim alone did as many
        assertThatTheVictimKeepsItsQueue(true);
    }

    @Test
    void butNotOneThatAddsToWhatItsVictimDoes() {
        stealWhileBothRun(Pace.SHORT);
        assertThatTheVictimKeepsItsQueue(false);
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
