package org.csp4j.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.examples.snippets.SnippetTest.closedAfter;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every snippet of the patterns of control, as {@link SnippetTest} does those of the core. */
class ControlSnippetTest {
    @ParameterizedTest
    @ValueSource(classes = {Controls.class})
    void everySnippetIsRun(Class<?> tests) throws Exception {
        SnippetTest.assertEverySnippetIsRun(tests);
    }

    @Nested
    class Controls {
        @Test
        void fetchAll() throws Exception {
            AtomicInteger calls = new AtomicInteger();
            ControlSnippets.Fetcher flaky = url -> {
                if (calls.incrementAndGet() == 1) {
                    throw new IOException("the first time");
                }
                return "page of " + url;
            };
            assertThat(SnippetTest.onVirtualTime(() -> ControlSnippets.fetchAll(List.of("a", "b"), flaky)))
                    .containsExactly("page of a", "page of b");
            assertThat(calls).hasValue(3);
        }

        @Test
        void semaphore() throws Exception {
            assertThat(ControlSnippets.semaphore(never())).isEqualTo("connected");
        }

        @Test
        void rateLimiter() throws Exception {
            assertThat(ControlSnippets.rateLimiter(never())).isEqualTo("go on true");
        }

        @Test
        void debounce() throws Exception {
            assertThat(ControlSnippets.debounce(closedAfter("a", "ab", "abc"))).containsExactly("abc");
        }

        @Test
        void throttle() throws Exception {
            assertThat(ControlSnippets.throttle(closedAfter(10, 50, 100))).endsWith(100);
        }

        @Test
        void retry() throws Exception {
            assertThat(ControlSnippets.<Integer>retry(() -> 1)).isEqualTo(1);
        }

        @Test
        void heartbeat() throws Exception {
            assertThat(ControlSnippets.heartbeat(closedAfter(1, 2, 3))).isEqualTo("3 rows");
            assertThat(SnippetTest.onVirtualTime(() -> ControlSnippets.heartbeat(chan())))
                    .isEqualTo("stuck");
        }
    }
}
