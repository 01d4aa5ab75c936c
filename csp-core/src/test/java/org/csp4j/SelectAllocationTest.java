package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelect;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.when;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Crew.Body;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Selecting allocates nothing: in no thread where something is ready, and in no fiber that waits. The JVM counts what platform threads allocate. */
@Tag("engine")
class SelectAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SPELLS = 25;
    private static final int TURNS = 2_000;
    private static final Integer ELEMENT = 1;

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final List<Channel<Integer>> stores =
            IntStream.range(0, 8).mapToObj(_ -> Csp.<Integer>chan(4)).toList();
    private final Channel<Integer> idle = chan("idle");

    /** Most spells of many turns must not allocate a byte; in some, the JVM links call sites and customizes method handles. */
    private void assertAllocatesNothing(Body turn) throws Exception {
        long[] bytes = crew.start(Caller.PLATFORM_THREAD, () -> {
                    long[] allocated = new long[SPELLS];
                    for (int spell = 0; spell < SPELLS; spell++) {
                        long before = THREADS.getCurrentThreadAllocatedBytes();
                        repeat(turn, TURNS);
                        allocated[spell] = THREADS.getCurrentThreadAllocatedBytes() - before;
                    }
                    return allocated;
                })
                .result();
        assertThat(median(bytes)).as("bytes in %s turns, of %s", TURNS, bytes).isZero();
    }

    private static long median(long[] bytes) {
        return LongStream.of(bytes).sorted().skip(SPELLS / 2).findFirst().orElseThrow();
    }

    private static void repeat(Body turn, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            turn.run();
        }
    }

    @SuppressWarnings("unchecked")
    private SelectCase<Integer>[] receives() {
        return stores.stream().map(store -> receive(store)).toArray(SelectCase[]::new);
    }

    @Test
    void theMeasureSeesOneSmallObjectATurn() {
        assertThatThrownBy(() -> assertAllocatesNothing(() -> stores.getFirst().tryReceive(Duration.ZERO)))
                .isInstanceOf(AssertionError.class); // a deadline
    }

    @Test
    void aTurnThatReceives() throws Exception {
        try (Selector<Integer> selector = selector(receives())) {
            assertAllocatesNothing(() -> {
                stores.get(3).send(ELEMENT);
                selector.select();
            });
        }
    }

    @Test
    void aTurnThatReceivesWithATimeoutAmongTheCases() throws Exception {
        SelectCase<Integer>[] cases = receives();
        cases[0] = timeout(Delays.LONG, SelectFixtures::<Integer>mustNot);
        try (Selector<Integer> selector = selector(cases)) {
            assertAllocatesNothing(() -> {
                stores.get(3).send(ELEMENT);
                selector.select();
            });
        }
    }

    @Test
    void aTurnThatSends() throws Exception {
        try (Selector<Integer> selector = selector(receive(idle), send(stores.getFirst(), ELEMENT, () -> ELEMENT))) {
            assertAllocatesNothing(() -> {
                selector.select();
                stores.getFirst().receive();
            });
        }
    }

    @Test
    void aTurnThatFindsWhatHasComeSinceTheLast() throws Exception {
        try (Selector<Integer> selector = selector(receives())) {
            assertAllocatesNothing(() -> {
                for (int i = 0; i < 8; i++) {
                    stores.get(i).send(ELEMENT);
                }
                for (int i = 0; i < 8; i++) {
                    selector.select();
                }
            });
        }
    }

    @Test
    void aTurnWhoseGuardsSwitch() throws Exception {
        boolean[] isOn = new boolean[1];
        try (Selector<Integer> selector = selector(
                when(() -> isOn[0], receive(stores.getFirst())),
                when(() -> !isOn[0], receive(stores.getLast())),
                when(() -> isOn[0], timeout(Delays.LONG, SelectFixtures::<Integer>mustNot)))) {
            assertAllocatesNothing(() -> {
                stores.getFirst().send(ELEMENT);
                stores.getLast().send(ELEMENT);
                isOn[0] = true;
                selector.select();
                isOn[0] = false;
                selector.select();
            });
        }
    }

    @Test
    void aSelectThatReceives() throws Exception {
        SelectCase<Integer>[] cases = receives();
        assertAllocatesNothing(() -> {
            stores.get(3).send(ELEMENT);
            select(cases);
        });
    }

    @Test
    void aSelectThatReceivesWithATimeoutAmongTheCases() throws Exception {
        SelectCase<Integer>[] cases = receives();
        cases[0] = timeout(Delays.LONG, SelectFixtures::<Integer>mustNot);
        assertAllocatesNothing(() -> {
            stores.get(3).send(ELEMENT);
            select(cases);
        });
    }

    @Test
    void aSelectThatSends() throws Exception {
        SelectCase<Integer>[] cases = receives();
        cases[5] = send(stores.getLast(), ELEMENT, () -> ELEMENT);
        cases[7] = receive(idle);
        assertAllocatesNothing(() -> {
            select(cases);
            stores.getLast().receive();
        });
    }

    @Test
    void aSelectByPriority() throws Exception {
        SelectCase<Integer>[] cases = receives();
        assertAllocatesNothing(() -> {
            stores.get(7).send(ELEMENT);
            prioritySelect(cases);
        });
    }

    @Test
    void aSelectThatFindsAClosedChannel() throws Exception {
        SelectCase<Integer>[] cases = receives();
        idle.close();
        cases[2] = receive(idle, v -> v, () -> ELEMENT);
        assertAllocatesNothing(() -> select(cases));
    }

    @Test
    void aSelectThatLooksAtOneChannelInVain() throws Exception {
        SelectCase<Integer>[] cases = SelectFixtures.array(List.of(receive(idle), orElse(() -> ELEMENT)));
        assertAllocatesNothing(() -> select(cases));
    }

    @Test
    void sendAndReceiveOnAStore() throws Exception {
        assertAllocatesNothing(() -> {
            stores.getFirst().send(ELEMENT);
            stores.getFirst().receive();
        });
    }

    /** Of the work-stealing engine: for a park by the JDK, that allocates until it is compiled. */
    @Tag("opened")
    @Test
    void aSelectOfAFiberThatWaits() throws Exception {
        Channel<Integer> there = chan();
        Channel<Integer> back = chan();
        crew.start(() -> {
            for (int i = 0; i < SPELLS * TURNS; i++) {
                back.send(there.receive());
            }
        });
        long[] bytes = crew.start(() -> {
                    SelectCase<Integer>[] cases = SelectFixtures.array(List.of(receive(back), receive(idle)));
                    long[] allocated = new long[SPELLS];
                    for (int spell = 0; spell < SPELLS; spell++) {
                        long before = THREADS.getTotalThreadAllocatedBytes();
                        for (int i = 0; i < TURNS; i++) {
                            there.send(ELEMENT);
                            select(cases);
                        }
                        allocated[spell] = THREADS.getTotalThreadAllocatedBytes() - before;
                    }
                    return allocated;
                })
                .result();
        assertThat(median(bytes) / TURNS)
                .as("bytes for each of %s turns, of %s", TURNS, bytes)
                .isLessThan(8);
    }
}
