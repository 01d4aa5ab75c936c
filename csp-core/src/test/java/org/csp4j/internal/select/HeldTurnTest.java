package org.csp4j.internal.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class HeldTurnTest {
    private static ChannelCase<Object> from(SourceProbe source) {
        return new ReceiveCase<>(source, element -> element, null);
    }

    @Test
    void tiersThatHaveLostTheirCasesAreGivenUp() throws Exception {
        HeldTurn turn = new HeldTurn(0);
        Deque<SelectNode> nodes = new ArrayDeque<>();
        int tiers = 0;
        for (int i = 0; i < 10_000; i++) {
            nodes.add(turn.add(from(new SourceProbe("source " + i)), tiers));
            tiers = turn.closeUpTiers(tiers + 1);
            assertThat(turn.run(false, null)).isNull();
            if (nodes.size() > 10) {
                turn.remove(nodes.removeFirst());
            }
            assertThat(tiers).isLessThan(100);
        }
    }

    @Test
    void theOrderOfCasesSurvivesWhenTiersAreGivenUp() throws Exception {
        HeldTurn turn = new HeldTurn(0);
        Deque<SelectNode> nodes = new ArrayDeque<>();
        Deque<SourceProbe> sources = new ArrayDeque<>();
        int tiers = 0;
        for (int i = 0; i < 1_000; i++) {
            SourceProbe source = new SourceProbe("source " + i);
            sources.add(source);
            nodes.add(turn.add(from(source), tiers));
            tiers = turn.closeUpTiers(tiers + 1);
            if (nodes.size() > 10) {
                turn.remove(nodes.removeFirst());
                sources.removeFirst();
            }
            sources.reversed().forEach(ready -> ready.deliver(ready.name()));
            for (SelectNode expected : nodes) {
                SelectNode chosen = turn.run(false, null);
                assertThat(chosen).isSameAs(expected);
                chosen.clearOutcome();
            }
            assertThat(turn.run(false, null)).isNull();
        }
    }
}
