package org.csp4j.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.examples.snippets.SnippetTest.closedAfter;
import static org.csp4j.examples.snippets.SnippetTest.onVirtualTime;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.patterns.task.ErrorGroupFailedException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every snippet of tasks, as {@link SnippetTest} does those of the core. */
class TaskSnippetTest {
    @ParameterizedTest
    @ValueSource(classes = {Tasks.class})
    void everySnippetIsRun(Class<?> tests) throws Exception {
        SnippetTest.assertEverySnippetIsRun(tests);
    }

    @Nested
    class Tasks {
        @Test
        void total() throws Exception {
            TaskSnippets.Shop quick = String::length;
            TaskSnippets.Shop silent = _ -> never().receive().hashCode();
            TaskSnippets.Shop sold = item -> {
                throw new IOException("no " + item + " left");
            };
            List<String> cart = List.of("tea", "milk");
            assertThat(TaskSnippets.total(cart, List.of(silent, sold, quick))).isEqualTo("costs 7");
            assertThat(TaskSnippets.total(cart, List.of(sold, sold))).isEqualTo("not for sale");
            assertThat(onVirtualTime(() -> TaskSnippets.total(cart, List.of(silent, sold))))
                    .isEqualTo("takes too long");
        }

        @Test
        void promise() throws Exception {
            assertThat(TaskSnippets.promise(closedAfter("hello"))).isEqualTo("hello");
        }

        @Test
        void chain() throws Exception {
            assertThat(TaskSnippets.chain(() -> List.of("a", "bcd"))).containsExactly(1, 3);
        }

        @Test
        void errorGroup() throws Exception {
            AtomicInteger uploaded = new AtomicInteger();
            Action upload = uploaded::incrementAndGet;
            TaskSnippets.errorGroup(Collections.nCopies(20, upload));
            assertThat(uploaded).hasValue(20);
            IOException failure = new IOException("of an upload");
            assertThatThrownBy(() -> TaskSnippets.errorGroup(Collections.nCopies(20, () -> {
                        throw failure;
                    })))
                    .isInstanceOf(ErrorGroupFailedException.class)
                    .hasCause(failure);
        }

        @Test
        void waitGroup() throws Exception {
            AtomicInteger done = new AtomicInteger();
            assertThat(TaskSnippets.waitGroup(List.of(done::incrementAndGet, done::incrementAndGet), never()))
                    .isEqualTo("all have ended");
            assertThat(done).hasValue(2);
            Channel<String> gate = chan();
            assertThat(TaskSnippets.waitGroup(List.of(gate::receive), closedAfter("aborted")))
                    .isEqualTo("aborted");
            gate.send("go on");
        }

        @Test
        void singleFlight() throws Exception {
            AtomicInteger queries = new AtomicInteger();
            assertThat(TaskSnippets.singleFlight("ann", () -> "Ann " + queries.incrementAndGet()))
                    .contains("Ann 1 and Ann 2");
        }
    }
}
