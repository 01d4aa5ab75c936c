package org.csp4j.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.*;
import static org.csp4j.examples.snippets.SnippetTest.closedAfter;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.flow.PipelineFailedException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every snippet of the patterns of flow, as {@link SnippetTest} does those of the core. */
class FlowSnippetTest {
    @ParameterizedTest
    @ValueSource(classes = {Flows.class})
    void everySnippetIsRun(Class<?> tests) throws Exception {
        SnippetTest.assertEverySnippetIsRun(tests);
    }

    @Nested
    class Flows {
        @Test
        void linesWith(@TempDir Path folder) throws Exception {
            Path one = Files.writeString(folder.resolve("one"), "a tea\ncoffee\na second tea");
            Path two = Files.writeString(folder.resolve("two"), "tea three\ntea four");
            assertThat(FlowSnippets.linesWith("tea", List.of(one, two), 3))
                    .containsExactly("a tea", "a second tea", "tea three");
            Path missing = folder.resolve("missing");
            assertThatThrownBy(() -> FlowSnippets.linesWith("tea", List.of(one, missing), 3))
                    .isInstanceOf(PipelineFailedException.class)
                    .hasCauseInstanceOf(NoSuchFileException.class);
        }

        @Test
        void asAChannel() throws Exception {
            Channel<String> lines = chan(2);
            lines.send("four");
            assertThat(FlowSnippets.asAChannel(lines)).containsExactly(4);
            while (!lines.isClosed()) {
                Thread.onSpinWait(); // the stages are on their way to leave
            }
        }

        @Test
        void undelivered() throws Exception {
            assertThat(FlowSnippets.undelivered(closedAfter("a", "", "b"))).containsExactly("b");
        }

        @Test
        void firstLines(@TempDir Path folder) throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "one\n\ntwo\nthree");
            assertThat(FlowSnippets.firstLines(file, 2)).containsExactly("one", "two");
        }

        @Test
        void generatorChannel() throws Exception {
            assertThat(FlowSnippets.generatorChannel()).containsExactly(0, 2);
        }

        @Test
        void recordParser() throws Exception {
            FlowSnippets.recordParser().close(); // it has not begun
        }

        @Test
        void records() throws Exception {
            assertThat(FlowSnippets.records(List.of("a", "b\\", "c", "d"))).containsExactly("a", "", "bc", "d");
        }

        @Test
        void parallel() throws Exception {
            assertThat(FlowSnippets.parallel(closedAfter(1, 2, 3), id -> "record " + id))
                    .containsExactly("record 1", "record 2", "record 3");
        }

        @Test
        void batches() throws Exception {
            Channel<String> rows = chan(600);
            for (int i = 0; i < 600; i++) {
                rows.send("row");
            }
            rows.close();
            assertThat(FlowSnippets.batches(rows)).containsExactly(500, 100);
        }

        @Test
        void tee() throws Exception {
            assertThat(FlowSnippets.tee(closedAfter("a", "b"))).containsExactly(2L, 2L);
        }

        @Test
        void fanOut() throws Exception {
            Channel<String> handled = chan(9);
            FlowSnippets.fanOut(closedAfter("a1", "b1", "a2", "c1", "a3"), handled);
            List<String> events = new ArrayList<>();
            handled.drainTo(events);
            assertThat(events).hasSize(5).containsSubsequence("a1", "a2", "a3");
        }

        @Test
        void orderedMerge() throws Exception {
            assertThat(FlowSnippets.orderedMerge(closedAfter("1", "4"), closedAfter("2", "3")))
                    .containsExactly("1", "2", "3", "4");
        }

        @Test
        void multiplexer() throws Exception {
            ReceiveChannel<String> one = closedAfter("a", "b");
            ReceiveChannel<String> two = closedAfter("c");
            assertThat(FlowSnippets.multiplexer(closedAfter(one, two))).containsExactlyInAnyOrder("a", "b", "c");
        }

        @Test
        void primes() throws Exception {
            assertThat(FlowSnippets.primes(5)).containsExactly(2, 3, 5, 7, 11);
        }
    }
}
