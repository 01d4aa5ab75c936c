package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.SelectCase;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In what order fibers run that one fiber makes ready, on one carrier. */
@Tag("opened")
class RunOrderTest {
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("ordered", new SchedulerLimits(1, 1, Delays.LONG));

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final List<String> order = new ArrayList<>(); // belongs to the engine's one carrier

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @AfterEach
    void noFiberFails() {
        assertThat(failure.get()).isNull();
    }

    private void go(Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        ENGINE.start(fiber);
        threads.add(fiber.thread());
    }

    /** Runs this in the first fiber, and then whatever that makes ready. */
    private void run(Action body) throws Exception {
        go(body);
        for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
            assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
        }
    }

    /** Who waits by this is woken by a fiber that has made two others ready before. */
    private List<String> orderOf(Channel<Integer> channel, Action wait) throws Exception {
        go(() -> {
            wait.run();
            order.add("woken");
        });
        run(() -> {
            go(() -> order.add("first"));
            go(() -> order.add("second"));
            channel.send(1);
            order.add("waker");
        });
        return order;
    }

    private List<String> orderOfSelect(int cases) throws Exception {
        List<Channel<Integer>> channels =
                IntStream.range(0, cases).mapToObj(_ -> Csp.<Integer>chan(1)).toList();
        SelectCase<?>[] receives = channels.stream().map(Csp::receive).toArray(SelectCase<?>[]::new);
        return orderOf(channels.getFirst(), () -> select(receives));
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
}
