package org.csp4j.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.patterns.pool.Dispatcher;
import org.csp4j.patterns.pool.DispatcherWorker;
import org.csp4j.patterns.pool.Lease;
import org.csp4j.patterns.pool.ResourcePool;
import org.csp4j.patterns.pool.WorkFailedException;
import org.csp4j.patterns.pool.WorkPool;
import org.csp4j.patterns.pool.WorkTask;
import org.csp4j.patterns.task.Runner;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every snippet of the patterns, as {@link SnippetTest} does those of the core. */
class PatternSnippetTest {
    @ParameterizedTest
    @ValueSource(classes = {Runners.class, ResourcePools.class, WorkPools.class, Dispatchers.class})
    void everySnippetIsRun(Class<?> tests) throws Exception {
        SnippetTest.assertEverySnippetIsRun(tests);
    }

    @Nested
    class ResourcePools {
        private static final String URL = "jdbc:h2:mem:snippets;DB_CLOSE_DELAY=-1";

        @Test
        void runAll() throws Exception {
            assertThat(ResourcePoolSnippets.runAll(URL, List.of("create table if not exists t (n int)")))
                    .isZero();
            assertThat(ResourcePoolSnippets.runAll(
                            URL, List.of("insert into t values (1)", "insert into t values (2), (3)")))
                    .isEqualTo(3);
        }

        @Test
        void lease() throws Exception {
            try (ResourcePool<Connection> pool = ResourcePoolSnippets.settings(URL, chan(1))) {
                assertThat(ResourcePoolSnippets.lease(pool)).isFalse();
            }
        }

        @Test
        void settings() throws Exception {
            try (ResourcePool<Connection> pool = ResourcePoolSnippets.settings(URL, chan(1));
                    Lease<Connection> lease = pool.acquire()) {
                assertThat(lease.get().isClosed()).isFalse();
                assertThat(pool.name()).isEqualTo("connections");
            }
        }
    }

    @Nested
    class Runners {
        @Test
        void removeAll(@TempDir Path folder) throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "text");

            assertThat(RunnerSnippets.removeAll(List.of(file))).isZero();
            assertThat(file).doesNotExist();
            assertThat(RunnerSnippets.removeAll(List.of(file))).isEqualTo(1);
        }

        @Test
        void report() throws Exception {
            Runner good = Runner.builder().build().add(_ -> {}, _ -> {});
            Runner bad = Runner.builder().build().add(_ -> {}, _ -> {
                throw new IllegalStateException("the second");
            });

            assertThat(RunnerSnippets.report(good)).isEqualTo(2);
            assertThat(RunnerSnippets.report(bad)).isEqualTo(1);
        }

        @Test
        void signals() throws Exception {
            Channel<String> jobs = chan(1);
            jobs.send("a job");

            assertThat(RunnerSnippets.signals(jobs)).isEqualTo("works on a job");
        }
    }

    @Nested
    class WorkPools {
        @Test
        void countLines(@TempDir Path folder) throws Exception {
            Path one = Files.writeString(folder.resolve("one"), "a");
            Path three = Files.writeString(folder.resolve("three"), "a\nb\nc");

            assertThat(WorkPoolSnippets.countLines(List.of(one, three))).isEqualTo(4);
            assertThatExceptionOfType(WorkFailedException.class)
                    .isThrownBy(() -> WorkPoolSnippets.countLines(List.of(one, folder)))
                    .withMessageContaining("counters-worker-");
        }

        @Test
        void result() throws Exception {
            try (WorkPool pool = WorkPoolSnippets.settings(chan(1))) {
                assertThat(WorkPoolSnippets.result(pool.call(() -> "good"))).isEqualTo("good");
                assertThat(WorkPoolSnippets.result(pool.call(() -> {
                            throw new IllegalStateException("bad");
                        })))
                        .startsWith("failed on mailers-worker-")
                        .endsWith("bad");
                WorkTask<String> cancelled =
                        pool.call(() -> chan("gate").receive().toString());
                cancelled.cancel();
                assertThat(WorkPoolSnippets.result(cancelled)).isEqualTo("too late");
            }
        }

        @Test
        void settings() throws Exception {
            Channel<WorkFailedException> failures = chan(1);
            try (WorkPool pool = WorkPoolSnippets.settings(failures)) {
                pool.run(() -> {
                    throw new IllegalStateException("bad");
                });
                assertThat(failures.receive()).hasMessageContaining("bad");
            }
        }

        @Test
        void forms() throws Exception {
            AtomicInteger mails = new AtomicInteger();
            try (WorkPool pool = WorkPool.open(4)) {
                assertThat(WorkPoolSnippets.forms(pool, "ann", mails::incrementAndGet))
                        .isTrue();
            }
            assertThat(mails).hasValue(4);
        }
    }

    @Nested
    class Dispatchers {
        private void failAt(String job) throws IOException {
            if (job.startsWith("bad")) {
                throw new IOException("no such address");
            }
        }

        @Test
        void copyAll(@TempDir Path folder) throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "text");
            Path copies = Files.createDirectory(folder.resolve("copies"));

            assertThat(DispatcherSnippets.copyAll(List.of(file, folder.resolve("none")), copies))
                    .containsExactly(folder.resolve("none"));
            assertThat(copies.resolve("file")).hasContent("text");
        }

        @Test
        void settings() throws Exception {
            Channel<String> mails = chan();
            try (Dispatcher<String> dispatcher = DispatcherSnippets.settings(mails::send, chan(1))) {
                dispatcher.submit("hello");
                assertThat(mails.receive()).isEqualTo("hello");
            }
        }

        @Test
        void dead() throws Exception {
            Channel<String> complaints = chan(1);
            Fiber<?> fiber;
            try (Dispatcher<String> dispatcher =
                    Dispatcher.<String>builder(this::failAt).build()) {
                fiber = DispatcherSnippets.dead(dispatcher, complaints);
                dispatcher.submit("bad");
            }
            fiber.join();
            assertThat(complaints.receive()).isEqualTo("bad: no such address, after 1 tries");
        }

        @Test
        void stop() throws Exception {
            Channel<String> gate = chan();
            try (Dispatcher<String> dispatcher =
                    Dispatcher.<String>builder(gate::send).build()) {
                dispatcher.submit("one");
                while (dispatcher.stats().running() == 0) {
                    Thread.yield();
                }
                assertThat(DispatcherSnippets.stop(dispatcher)).isZero();
                assertThat(dispatcher.workers()).allMatch(DispatcherWorker::isStopping);
                gate.receive();
            }
        }
    }
}
