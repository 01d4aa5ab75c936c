package org.csp4j.internal.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.Await.await;

import org.csp4j.SelectCase;
import org.csp4j.Selector;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Interleavings of a select with its peers that are too narrow for a race to meet, stepped by hand. */
@Tag("engine")
class SelectProtocolTest {
    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final SourceProbe first = new SourceProbe("first");
    private final SourceProbe second = new SourceProbe("second");
    private final SelectCase<String> fromFirst = from(first);
    private final SelectCase<String> fromSecond = from(second);

    private static SelectCase<String> from(SourceProbe source) {
        return new ReceiveCase<>(source, element -> source.name() + ": " + element, null);
    }

    /** A selector that takes the first case that is ready, of these. */
    @SafeVarargs
    private static Selector<String> prioritySelector(SelectCase<String>... cases) {
        int[] tierEnds = new int[cases.length];
        for (int i = 0; i < cases.length; i++) {
            tierEnds[i] = i + 1;
        }
        return new HeldSelector<>(cases, tierEnds, true);
    }

    private static SelectState stateOf(SelectNode node) {
        return (SelectState) node.party();
    }

    /** SelectState I5. */
    @Test
    void aCaseThatWasTakenOutIsNotChosenByOneWhoHadMarkedIt() throws Exception {
        SelectCase<String> nothing = new DefaultCase<>(() -> "nothing");
        Selector<String> selector = prioritySelector(fromFirst, fromSecond, nothing);
        assertThat(selector.select()).isEqualTo("nothing"); // and both are queued
        selector.remove(nothing);

        SelectNode node = second.queued();
        SelectState state = stateOf(node);
        second.lock.lock(); // a peer has come to the second source, and stands between its mark and its second try to
        // claim
        assertThat(state.casWaitingTo(node)).isFalse();
        state.mark(node);

        first.deliver("a");
        assertThat(selector.select())
                .isEqualTo("first: a"); // the mark has been collected, but the case was not examined
        Party<String> turn = crew.start(() -> {
            selector.remove(fromSecond);
            return selector.select();
        });
        Await.until(
                "the selector waits for the peer, or for an element",
                () -> second.lock.hasQueuedThreads()
                        || WaitReason.of(turn.thread())
                                .filter(reason -> reason.kind() == SELECT)
                                .isPresent());
        assertThat(state.casWaitingTo(node)).isFalse();
        second.lock.unlock();

        await(turn).toPark(SELECT);
        first.deliver("b");
        assertThat(turn.result()).isEqualTo("first: b");
    }
}
