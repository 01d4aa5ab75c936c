package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.select;
import static org.csp4j.internal.sched.TestFibers.carrier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.SelectCase;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In what order fibers run that one fiber makes ready, on one carrier. */
@Tag("opened")
class RunOrderTest {
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("ordered", new SchedulerLimits(1, 1, Delays.LONG));

    private final TestFibers fibers = new TestFibers();
    private final List<String> order = new ArrayList<>(); // belongs to the engine's one carrier

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private void go(Action body) {
        fibers.go(ENGINE, body);
    }

    /** Who waits by this is woken by a fiber that has made two others ready before. */
    private List<String> orderOf(Channel<Integer> channel, Action wait) throws Exception {
        go(() -> {
            wait.run();
            order.add("woken");
        });
        go(() -> {
            go(() -> order.add("first"));
            go(() -> order.add("second"));
            channel.send(1);
            order.add("waker");
        });
        fibers.awaitEnds();
        return order;
    }

    private static SelectCase<?>[] receives(Channel<Integer> channel, int cases) {
        return Stream.concat(Stream.of(channel), Stream.generate(Csp::<Integer>chan))
                .limit(cases)
                .map(Csp::receive)
                .toArray(SelectCase<?>[]::new);
    }

    private List<String> orderOfSelect(int cases) throws Exception {
        Channel<Integer> channel = chan(1);
        SelectCase<?>[] receives = receives(channel, cases);
        return orderOf(channel, () -> select(receives));
    }

    @Test
    void whoReceivesRunsNext() throws Exception {
        Channel<Integer> channel = chan(1);
        assertThat(orderOf(channel, channel::receive)).containsExactly("waker", "woken", "first", "second");
    }

    @Test
    void aSelectOfFewCasesRunsNext() throws Exception {
        assertThat(orderOfSelect(3)).containsExactly("waker", "woken", "first", "second");
    }

    @Test
    void aSelectOfManyCasesRunsAfterThoseThatAreReady() throws Exception {
        assertThat(orderOfSelect(4)).containsExactly("waker", "second", "first", "woken");
    }

    @Test
    void aSelectOfManyCasesIsHandedOverToWhereNothingElseIsReady() throws Exception {
        Channel<Integer> channel = chan(1);
        SelectCase<?>[] receives = receives(channel, 4);
        AtomicLong handoffs = new AtomicLong();
        go(() -> {
            select(receives);
            handoffs.addAndGet(carrier().counts().handoffs());
        });
        go(() -> {
            handoffs.addAndGet(-carrier().counts().handoffs());
            channel.send(1);
        });
        fibers.awaitEnds();
        assertThat(handoffs).hasValue(1);
    }
}
