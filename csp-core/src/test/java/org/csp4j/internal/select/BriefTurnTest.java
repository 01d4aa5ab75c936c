package org.csp4j.internal.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.csp4j.internal.fiber.Parker;
import org.junit.jupiter.api.Test;

class BriefTurnTest {
    private final List<SourceProbe> sources = IntStream.range(0, BriefTurn.MAX)
            .mapToObj(i -> new SourceProbe("source " + i))
            .toList();
    private final BriefTurn turn = new BriefTurn(Parker.current(), BriefTurn.MAX);

    private void addInTiersOf(int cases) {
        for (int i = 0; i < BriefTurn.MAX; i++) {
            turn.add(new ReceiveCase<>(sources.get(i), element -> element, null), i / cases);
        }
    }

    /** The source that a turn has received from; null if none was ready. */
    private SourceProbe chosen() throws InterruptedException {
        SelectNode winner = turn.run(false, null);
        if (winner == null) {
            return null;
        }
        winner.clearOutcome();
        return (SourceProbe) winner.spec().channel;
    }

    private static void deliver(Collection<SourceProbe> sources) {
        sources.forEach(source -> source.deliver("element"));
    }

    @Test
    void isARendezvousIfAllItsChannelsAre() {
        addInTiersOf(BriefTurn.MAX);
        assertThat(turn.isRendezvous()).isTrue();
        sources.getLast().isRendezvous = false;
        assertThat(turn.isRendezvous()).isFalse();
    }

    @Test
    void oneTierComesAfterTheOther() throws Exception {
        int cases = 7; // so that the last tier is a part of one
        addInTiersOf(cases);
        deliver(sources);
        for (int i = 0; i < BriefTurn.MAX; i++) {
            assertThat(sources.indexOf(chosen()) / cases).isEqualTo(i / cases);
        }
        assertThat(chosen()).isNull();
    }

    @Test
    void anyOfATierMayBeChosen() throws Exception {
        addInTiersOf(BriefTurn.MAX);
        Set<SourceProbe> wereFirst = new HashSet<>();
        for (int i = 0; i < 100 * BriefTurn.MAX; i++) {
            deliver(sources);
            wereFirst.add(chosen());
        }
        assertThat(wereFirst).containsExactlyInAnyOrderElementsOf(sources);
    }

    @Test
    void allThatAreNotReadyAreQueuedUntilItIsCleared() throws Exception {
        addInTiersOf(3);
        assertThat(chosen()).isNull();
        assertThat(sources).allMatch(source -> source.queued() != null);
        turn.clear();
        assertThat(sources).allMatch(source -> source.queued() == null);
    }

    @Test
    void whatWasMarkedIsExaminedAgain() throws Exception {
        addInTiersOf(3);
        assertThat(chosen()).isNull();
        for (SourceProbe source : sources.reversed()) {
            source.deliver("element");
            assertThat(chosen()).isSameAs(source);
        }
        assertThat(chosen()).isNull();
        assertThat(sources).allMatch(source -> source.queued() != null);
    }
}
