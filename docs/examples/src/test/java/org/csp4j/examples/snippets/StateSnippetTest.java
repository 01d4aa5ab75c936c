package org.csp4j.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.examples.snippets.SnippetTest.closedAfter;
import static org.csp4j.examples.snippets.SnippetTest.onVirtualTime;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.patterns.state.SharedVar;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every snippet of the patterns of state, as {@link SnippetTest} does those of the core. */
class StateSnippetTest {
    @ParameterizedTest
    @ValueSource(classes = {States.class})
    void everySnippetIsRun(Class<?> tests) throws Exception {
        SnippetTest.assertEverySnippetIsRun(tests);
    }

    @Nested
    class States {
        @Test
        void count() throws Exception {
            assertThat(StateSnippets.count(List.of(closedAfter("a tea", "a cup"), closedAfter("tea"))))
                    .isEqualTo(Map.of("a", 2, "tea", 2, "cup", 1));
        }

        @Test
        void watch() throws Exception {
            try (SharedVar<Integer> temperature = SharedVar.of(20)) {
                Fiber<String> watcher = async(() -> StateSnippets.watch(temperature));
                temperature.write(25);
                temperature.write(31);
                assertThat(watcher.result()).isEqualTo("it is hot");
            }
            try (SharedVar<Integer> closed = SharedVar.of(20)) {
                closed.close();
                assertThat(StateSnippets.watch(closed)).isEqualTo("closed");
            }
        }

        @Test
        void reading() throws Exception {
            try (SharedVar<Integer> temperature = SharedVar.of(20)) {
                assertThat(StateSnippets.reading(temperature, never())).isEqualTo("20 degrees");
                Channel<Integer> gate = chan();
                Fiber<Integer> update = holdUp(temperature, gate);
                assertThat(StateSnippets.reading(temperature, closedAfter("aborted")))
                        .isEqualTo("aborted");
                gate.send(30);
                assertThat(update.result()).isEqualTo(30);
            }
            assertThat(onVirtualTime(() -> {
                        try (SharedVar<Integer> temperature = SharedVar.of(20)) {
                            Channel<Integer> gate = chan();
                            Fiber<Integer> update = holdUp(temperature, gate);
                            String outcome = StateSnippets.reading(temperature, never());
                            gate.send(30);
                            update.join();
                            return outcome;
                        }
                    }))
                    .isEqualTo("an update takes long");
        }

        /** Has an update wait at the gate. */
        private static Fiber<Integer> holdUp(SharedVar<Integer> temperature, Channel<Integer> gate)
                throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            Fiber<Integer> update = async(() -> temperature.update(_ -> {
                begun.countDown();
                return gate.receive();
            }));
            begun.await();
            return update;
        }

        @Test
        void latest() {
            assertThat(StateSnippets.latest()).containsExactly("idle", "idle");
        }

        @Test
        void broadcast() throws Exception {
            Queue<Integer> missed = new ConcurrentLinkedQueue<>();
            assertThat(StateSnippets.broadcast(missed::add)).containsExactly(1);
            assertThat(missed).isSubsetOf(1, 2);
        }
    }
}
