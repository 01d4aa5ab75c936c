package org.csp4j.internal.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.SelectCase;
import org.csp4j.Selector;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an event costs does not grow with the number of idle sources: counted in steps, each of them O(1) at one channel. */
@Tag("engine")
class SelectorScaleTest {
    private static final int EVENTS = 1_000;

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final AtomicInteger steps = new AtomicInteger();
    private final List<SourceProbe> sources = new ArrayList<>();
    private final List<SelectCase<Object>> cases = new ArrayList<>();
    private Selector<Object> selector;

    /** Makes a selector of so many sources, and lets it register with all of them. */
    private void register(int sourceCount) throws Exception {
        selector = new HeldSelector<>(noCases(), new int[] {0}, false);
        for (int i = 0; i < sourceCount; i++) {
            SourceProbe source = new SourceProbe("source " + i, steps);
            sources.add(source);
            cases.add(new ReceiveCase<>(source, element -> element, null));
            selector.add(cases.get(i));
        }
        SelectCase<Object> nothing = new DefaultCase<>(() -> "nothing");
        selector.add(nothing);
        assertThat(selector.select()).isEqualTo("nothing");
        selector.remove(nothing);
        assertThat(steps.getAndSet(0)).as("each is asked once").isEqualTo(sourceCount);
    }

    @SuppressWarnings("unchecked")
    private static SelectCase<Object>[] noCases() {
        return new SelectCase[0];
    }

    private SourceProbe sourceOf(int event) {
        return sources.get((int) (event * 7919L % sources.size()));
    }

    @AfterEach
    void close() {
        selector.close();
    }

    /** One step takes the element, and in one of the next turns another queues the case again. */
    @ParameterizedTest
    @ValueSource(ints = {10, 10_000})
    void anElementThatHasComeBetweenTurnsTakesAtMostTwoSteps(int sourceCount) throws Exception {
        register(sourceCount);
        for (int event = 0; event < EVENTS; event++) {
            sourceOf(event).deliver(event);
            assertThat(selector.select()).isEqualTo(event);
        }
        assertThat(steps.get()).isBetween(EVENTS, 2 * EVENTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 10_000})
    void manyElementsThatHaveComeBetweenTurnsTakeAtMostTwoStepsEach(int sourceCount) throws Exception {
        register(sourceCount);
        for (int round = 0; round < EVENTS / 10; round++) {
            for (int event = 0; event < 10; event++) {
                sourceOf(event).deliver(event);
            }
            for (int event = 0; event < 10; event++) {
                selector.select();
            }
        }
        assertThat(steps.get()).isBetween(EVENTS, 2 * EVENTS);
    }

    /** It is handed over; the next turn takes one step to queue the case again. */
    @ParameterizedTest
    @ValueSource(ints = {10, 10_000})
    void anElementThatEndsAWaitTakesOneStep(int sourceCount) throws Exception {
        register(sourceCount);
        int events = EVENTS / 10;
        Party<Integer> party = crew.start(() -> {
            int sum = 0;
            for (int event = 0; event < events; event++) {
                sum += (int) selector.select();
            }
            return sum;
        });
        for (int event = 0; event < events; event++) {
            await(party).toPark(SELECT);
            SourceProbe source = sourceOf(event);
            source.deliver(1);
            Await.until("the case is queued again", () -> source.queued() != null || party.hasEnded());
        }
        assertThat(party.result()).isEqualTo(events);
        assertThat(steps.get()).isEqualTo(events - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 10_000})
    void aCaseComesAndGoesInTwoSteps(int sourceCount) throws Exception {
        register(sourceCount);
        for (int event = 0; event < EVENTS; event++) {
            SelectCase<Object> other = cases.get(event % sourceCount);
            selector.remove(other);
            selector.add(other);
            sourceOf(0).deliver(event);
            selector.select();
        }
        assertThat(steps.get()).isLessThanOrEqualTo(5 * EVENTS);
    }
}
