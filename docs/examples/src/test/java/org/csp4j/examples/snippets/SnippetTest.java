package org.csp4j.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.*;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.DeadlockException;
import org.csp4j.Fiber;
import org.csp4j.FiberState;
import org.csp4j.Scheduler;
import org.csp4j.VirtualClock;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.diagnostics.FiberSnapshot;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.diagnostics.WaitReason;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every snippet; a test has the name of what it runs. */
class SnippetTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                Channels.class,
                Selects.class,
                Times.class,
                Fibers.class,
                Runs.class,
                Scopes.class,
                Deadlocks.class,
                Schedulers.class,
                GoTables.class
            })
    void everySnippetIsRun(Class<?> tests) throws Exception {
        assertEverySnippetIsRun(tests);
    }

    /** Each method of the snippets has a test of its name; {@code Channels} tests {@code ChannelSnippets}, and so on. */
    static void assertEverySnippetIsRun(Class<?> tests) throws Exception {
        String name = tests.getSimpleName().replaceFirst("s$", "");
        Class<?> snippets = Class.forName(
                SnippetTest.class.getPackageName() + "." + (name.equals("GoTable") ? name : name + "Snippets"));

        assertThat(methods(snippets)).isNotEmpty().isSubsetOf(methods(tests));
    }

    static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void race() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out));
        try {
            Race.main();
        } finally {
            System.setOut(console);
        }

        assertThat(out.toString().lines()).containsExactly("the hare comes first");
    }

    @Nested
    class Channels {
        @Test
        void sumOfSquares() throws Exception {
            assertThat(ChannelSnippets.sumOfSquares()).isEqualTo(385);
        }

        @Test
        void kinds() {
            assertThat(ChannelSnippets.kinds()).containsExactly(0, 128, Integer.MAX_VALUE, 1, 0, "orders".length());
        }

        @Test
        void tries() {
            Channel<String> buffered = chan(1);
            assertThat(ChannelSnippets.tries(buffered)).containsExactly("accepted", "tea");
            assertThat(ChannelSnippets.tries(chan())).containsExactly("come back later", "nothing to do");
            buffered.close();
            assertThat(ChannelSnippets.tries(buffered))
                    .containsExactly("out of business, because of null", "no more work, because of null");
        }

        @Test
        void timed() throws Exception {
            Channel<String> orders = chan(1);
            assertThat(onVirtualTime(() -> ChannelSnippets.timed(orders))).isEqualTo("nothing yet");
            orders.send("tea");
            assertThat(ChannelSnippets.timed(orders)).isEqualTo("tea");
            orders.close();
            assertThat(ChannelSnippets.timed(orders)).isEqualTo("nothing any more");
        }

        @Test
        void valueOrClosed() throws Exception {
            assertThat(ChannelSnippets.valueOrClosed(closedAfter(1, 2, 3))).isEqualTo(6);
        }

        @Test
        void overflow() throws Exception {
            assertThat(ChannelSnippets.overflow()).containsExactly(1, 2);
        }

        @Test
        void closing() throws Exception {
            ChannelSnippets.closing();
        }

        @Test
        void cancelling() throws Exception {
            assertThat(ChannelSnippets.cancelling().state()).isEqualTo(FiberState.DONE);
        }

        @Test
        void undelivered() throws Exception {
            Channel<ChannelSnippets.Connection> idle = ChannelSnippets.undelivered();
            ChannelSnippets.Connection first = new ChannelSnippets.Connection();
            idle.send(first);
            idle.send(new ChannelSnippets.Connection());
            assertThat(first.isOpen()).isTrue();
            idle.send(new ChannelSnippets.Connection());

            assertThat(first.isOpen()).isFalse();
            assertThat(idle.cancel()).hasSize(2).allMatch(ChannelSnippets.Connection::isOpen);
        }

        @Test
        void batches() throws Exception {
            Channel<String> log = unbounded();
            for (int i = 0; i < 150; i++) {
                log.send("info " + i);
            }
            Fiber<List<String>> batches = async(() -> ChannelSnippets.batches(log));
            awaitWaiting(batches);
            for (String line : List.of("warn a", "info", "warn b", "warn c")) {
                log.send(line);
            }

            assertThat(batches.result()).hasSize(153).endsWith("moved 50", "warn a", "warn b");
        }

        @Test
        void countTo() {
            assertThat(ChannelSnippets.countTo(3)).containsExactly(1, 2, 3);
        }

        @Test
        void looking() throws Exception {
            assertThat(ChannelSnippets.looking()).containsExactly("letters", 2, 8);
        }
    }

    @Nested
    class Selects {
        @Test
        void fibonacci() throws Exception {
            assertThat(SelectSnippets.firstFibonacciNumbers(10))
                    .containsExactly(0L, 1L, 1L, 2L, 3L, 5L, 8L, 13L, 21L, 34L);
        }

        @Test
        void firstFibonacciNumbers() throws Exception {
            fibonacci();
        }

        @Test
        void returning() throws Exception {
            Channel<Integer> filled = chan(1);
            filled.send(7);
            assertThat(SelectSnippets.returning(filled, chan())).isEqualTo("received 7");
            assertThat(SelectSnippets.returning(chan(), filled)).isEqualTo("sent");
            assertThat(onVirtualTime(() -> SelectSnippets.returning(chan(), chan())))
                    .isEqualTo("timed out");
        }

        @Test
        void effects() throws Exception {
            assertThat(SelectSnippets.effects(closedAfter("Ann"), chan())).containsExactly("Ann");
            assertThat(SelectSnippets.effects(chan(), chan(1))).containsExactly("greeted");
            assertThat(SelectSnippets.effects(chan(), chan())).containsExactly("nobody there");
        }

        @Test
        void closedBranch() throws Exception {
            assertThat(SelectSnippets.closedBranch(closedAfter("one"))).isEqualTo("line: one");
            assertThat(SelectSnippets.closedBranch(closedAfter())).isEqualTo("end of text");
            assertThat(onVirtualTime(() -> SelectSnippets.closedBranch(chan()))).isEqualTo("silence");
        }

        @Test
        void buffer() throws Exception {
            Channel<Integer> in = chan();
            Channel<Integer> out = chan();
            Fiber<?> buffer = go(() -> SelectSnippets.buffer(2, in, out));
            in.send(1);
            in.send(2);
            awaitWaiting(buffer);
            assertThat(in.trySend(3).isOk()).isFalse();

            assertThat(out.receive()).isEqualTo(1);
            in.send(3);
            assertThat(List.of(out.receive(), out.receive())).containsExactly(2, 3);
            buffer.cancel();
            buffer.join();
        }

        @Test
        void priority() throws Exception {
            assertThat(SelectSnippets.priority(closedAfter("fire"), closedAfter("rain")))
                    .isEqualTo("alarm: fire");
            assertThat(SelectSnippets.priority(chan(), closedAfter("rain"))).isEqualTo("news: rain");
        }

        @Test
        void tiers() throws Exception {
            assertThat(SelectSnippets.tiers(closedAfter("fire"), closedAfter("l"), closedAfter("r")))
                    .isEqualTo("alarm: fire");
            assertThat(SelectSnippets.tiers(chan(), closedAfter("l"), closedAfter("r")))
                    .isIn("l", "r");
            assertThat(SelectSnippets.tiers(chan(), chan(), chan())).isEqualTo("idle");
        }

        @Test
        void deadlines() throws Exception {
            Channel<Integer> numbers = chan(3);
            for (int n = 0; n < 3; n++) {
                numbers.send(n);
            }
            assertThat(onVirtualTime(() -> SelectSnippets.deadlines(numbers))).isEqualTo(3);
        }

        @Test
        void loop() throws Exception {
            assertThat(SelectSnippets.loop(List.of(closedAfter(1, 2), closedAfter(), closedAfter(3))))
                    .isEqualTo(6);
        }

        @Test
        void sendFromSelector() throws Exception {
            Channel<Integer> left = chan(2);
            Channel<Integer> right = chan(2);

            assertThat(SelectSnippets.sendFromSelector(List.of(1, 2, 3, 4).iterator(), left, right))
                    .isEqualTo(4);
            assertThat(left.size() + right.size()).isEqualTo(4);
        }

        @Test
        void merged() throws Exception {
            assertThat(SelectSnippets.merged(closedAfter("a", "b"), closedAfter("c")))
                    .containsExactlyInAnyOrder("a", "b", "c")
                    .containsSubsequence("a", "b");
        }

        @Test
        void fiberEnds() throws Exception {
            assertThat(SelectSnippets.fiberEnds(chan(), async(() -> "the result")))
                    .isEqualTo("the result");
            Fiber<String> endless = async(() -> chan("nothing").receive().toString());
            assertThat(SelectSnippets.fiberEnds(closedAfter("half-way"), endless))
                    .isEqualTo("half-way");
            endless.cancel();
        }
    }

    @Nested
    class Times {
        @Test
        void countDown() throws Exception {
            assertThat(onVirtualTime(() -> TimeSnippets.countDown(3, chan())))
                    .containsExactly("3 ...", "2 ...", "1 ...", "lift-off");
            assertThat(onVirtualTime(() -> TimeSnippets.countDown(3, closedAfter("stop"))))
                    .containsExactly("3 ...", "aborted");
        }

        @Test
        void moments() throws Exception {
            assertThat(onVirtualTime(TimeSnippets::moments))
                    .containsExactly(Instant.EPOCH.plusMillis(40), Instant.EPOCH.plusMillis(60));
        }

        @Test
        void timers() throws Exception {
            assertThat(onVirtualTime(TimeSnippets::timers)).containsExactly(true, false, true);
        }

        @Test
        void afterTheLast() throws Exception {
            Channel<String> keystrokes = chan(3);
            for (String key : List.of("a", "b", "c")) {
                keystrokes.send(key);
            }
            assertThat(onVirtualTime(() -> TimeSnippets.afterTheLast(keystrokes, Duration.ofMillis(50))))
                    .isEqualTo("c");
        }

        @Test
        void ticker() throws Exception {
            assertThat(onVirtualTime(TimeSnippets::ticker)).isEqualTo(3);
        }

        @Test
        void both() throws Exception {
            assertThat(onVirtualTime(
                            () -> TimeSnippets.both(closedAfter("l"), closedAfter("r"), Duration.ofSeconds(1))))
                    .containsExactly("l", "r");
            assertThat(onVirtualTime(() -> TimeSnippets.both(chan(), closedAfter("r"), Duration.ofSeconds(1))))
                    .containsExactly("r"); // it was there, past the deadline too
            assertThat(onVirtualTime(() -> TimeSnippets.both(chan(), chan(), Duration.ofSeconds(1))))
                    .isEmpty();
        }

        @Test
        void virtualClock() throws Exception {
            assertThat(TimeSnippets.virtualClock()).isEqualTo("a year later");
        }
    }

    @Nested
    class Fibers {
        @Test
        void sumOfSquaresBelow() throws Exception {
            assertThat(FiberSnippets.sumOfSquaresBelow(1000, 7)).isEqualTo(332_833_500);
        }

        @Test
        void goAndAsync() throws Exception {
            assertThat(FiberSnippets.goAndAsync()).isEqualTo(40);
        }

        @Test
        void failure() throws Exception {
            assertThat(FiberSnippets.failure()).isInstanceOf(NumberFormatException.class);
        }

        @Test
        void uncaught() throws Exception {
            assertThat(FiberSnippets.uncaught()).isEqualTo("loader: no such table");
        }

        @Test
        void cancelled() throws Exception {
            assertThat(FiberSnippets.cancelled()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void joining() throws Exception {
            assertThat(FiberSnippets.joining(async(() -> "done"))).containsExactly(true, "done");
        }

        @Test
        void waitReason() throws Exception {
            Channel<String> jobs = chan("jobs");
            Fiber<String> worker = async("worker", jobs::receive);
            awaitWaiting(worker);

            assertThat(FiberSnippets.waitReason(worker)).hasToString("Optional[receive on jobs]");
            worker.cancel();
        }
    }

    @Nested
    class Schedulers {
        @Test
        void sizeOf(@TempDir Path directory) throws Exception {
            Path one = Files.writeString(directory.resolve("one"), "1");
            Path three = Files.writeString(directory.resolve("three"), "333");

            assertThat(SchedulerSnippets.sizeOf(List.of(one, three, one))).isEqualTo(5);
        }

        @Test
        void deadline() throws Exception {
            Channel<String> jobs = chan("jobs");
            Scheduler scheduler = Scheduler.builder().build();
            Fiber<String> worker = scheduler.async("worker", jobs::receive);
            awaitWaiting(worker);

            assertThat(onVirtualTime(() -> SchedulerSnippets.deadline(scheduler)))
                    .containsExactly("worker");
            worker.join();
            assertThat(SchedulerSnippets.deadline(scheduler)).isEmpty();
        }

        /** The platform engine ignores them. */
        @Test
        void limits() {
            try (Scheduler scheduler = SchedulerSnippets.limits()) {
                assertThat(scheduler.name()).isEqualTo("orders");
                assertThat(scheduler.engine()).isEqualTo("platform");
            }
        }

        @Test
        void parallelism() {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> SchedulerSnippets.parallelism(Scheduler.shared())); // the platform engine's
        }

        @Test
        void stats() throws Exception {
            Channel<String> jobs = chan("jobs");
            try (Scheduler scheduler = Scheduler.builder().build()) {
                Fiber<String> worker = scheduler.async(jobs::receive);
                awaitWaiting(worker);

                assertThat(SchedulerSnippets.stats(scheduler)).startsWith("1 fibers, of which 1 are parked");
                jobs.send("done");
            }
        }

        /** The platform engine cannot tell. */
        @Test
        void stuck() throws Exception {
            Channel<StuckFiberReport> culprits = chan(1);
            try (Scheduler scheduler = SchedulerSnippets.stuck(culprits)) {
                assertThat(scheduler.async(() -> 1).result()).isEqualTo(1);
            }
            assertThat(culprits.size()).isZero();
        }
    }

    @Nested
    class Runs {
        @Test
        void firstEvenSquareAbove() throws Exception {
            assertThat(RunSnippets.firstEvenSquareAbove(50)).isEqualTo(64);
        }

        @Test
        void await(@TempDir Path folder) throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "four");
            assertThat(RunSnippets.await(List.of(file, file))).isEqualTo(8);
        }

        @Test
        void calling() throws Exception {
            assertThat(RunSnippets.calling()).isEqualTo(42);
        }

        @Test
        void failure(@TempDir Path folder) throws Exception {
            Path missing = folder.resolve("missing");
            assertThat(RunSnippets.failure(missing)).isEqualTo("there is no " + missing);
        }
    }

    @Nested
    class Deadlocks {
        @Test
        void afterYou() throws Exception {
            assertThat(DeadlockSnippets.afterYou())
                    .startsWith("all fibers are asleep - deadlock!\n\nfiber 'gallant' [receive on left]:\n    at ")
                    .contains("\n\nfiber 'main' [receive on right]:\n    at ");
        }

        @Test
        void afterYouInABlock() throws Exception {
            assertThat(DeadlockSnippets.afterYouInABlock())
                    .startsWith("org.csp4j.DeadlockException: all fibers are asleep - deadlock!\n\n"
                            + "fiber 'polite' [receive on right]:\n"
                            + "    at ")
                    .contains("\n\nfiber 'gallant' [receive on left]:\n    at ");
        }

        @Test
        void report() {
            StackTraceElement line = new StackTraceElement("Program", "main", "Program.java", 7);
            WaitReason reason = new WaitReason(WaitReason.Kind.SEND, "numbers");
            FiberSnapshot fiber = new FiberSnapshot("main", "Program", Optional.of(reason), List.of(line));
            DeadlockReport report = new DeadlockReport(1, List.of(fiber), Duration.ofMillis(80));
            assertThat(DeadlockSnippets.report(new DeadlockException(report)))
                    .isEqualTo("main: send on numbers, line 7\n");
        }

        @Test
        void optOut() {
            DeadlockSnippets.optOut().close();
        }
    }

    @Nested
    class Scopes {
        @Test
        void linesOf(@TempDir Path folder) throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "one\ntwo");
            assertThat(ScopeSnippets.linesOf(List.of(file, file))).isEqualTo(4);
        }

        @Test
        void failure() throws Exception {
            assertThat(ScopeSnippets.failure(() -> {
                        throw new IllegalStateException("a body");
                    }))
                    .isEqualTo("failed by a body");
        }

        @Test
        void fetch() throws Exception {
            List<Callable<String>> mirrors = List.of(
                    () -> {
                        throw new IllegalStateException("down");
                    },
                    () -> never().receive().toString(),
                    () -> "a page");
            assertThat(ScopeSnippets.fetch(mirrors)).isEqualTo("a page");
            assertThat(onVirtualTime(() -> ScopeSnippets.fetch(mirrors.subList(1, 2))))
                    .isEqualTo("no answer from 1 mirrors");
        }

        @Test
        void results() throws Exception {
            assertThat(ScopeSnippets.results(List.of(() -> "one", () -> "two")))
                    .containsExactlyInAnyOrder("one", "two");
        }

        @Test
        void owned() throws Exception {
            assertThat(ScopeSnippets.owned(() -> {})).isEqualTo(2);
            assertThatExceptionOfType(ChannelClosedException.class)
                    .isThrownBy(() -> ScopeSnippets.owned(() -> {
                        throw new IllegalStateException("the producer");
                    }))
                    .havingCause()
                    .withMessage("the producer");
        }

        @Test
        void done() throws Exception {
            assertThat(ScopeSnippets.done(chan(), () -> {})).isEqualTo("the work has ended");
            assertThat(ScopeSnippets.done(closedAfter("news"), () -> never().receive()))
                    .isEqualTo("news");
        }

        @Test
        void cause() throws Exception {
            Channel<String> lastWords = chan(1);
            ScopeSnippets.cause(chan(), lastWords);
            assertThat(lastWords.receive()).isEqualTo("ended, because the shop closes");
        }

        @Test
        void greet() throws Exception {
            Channel<String> door = chan("door");
            Fiber<?> guest = go(() -> ScopeSnippets.greet(door));
            awaitWaiting(guest);
            guest.cancel();
            assertThat(door.receive()).isEqualTo("goodbye");
            guest.join();
            assertThat(guest.state()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void greeting() throws Exception {
            assertThat(ScopedValue.where(ScopeSnippets.USER, "Ann").call(ScopeSnippets::greeting))
                    .isEqualTo("hello Ann");
        }

        @Test
        void supervise() throws Exception {
            assertThat(ScopeSnippets.supervise(() -> {}, () -> {
                        throw new IllegalStateException("the second");
                    }))
                    .isEqualTo(1);
        }
    }

    @Nested
    class GoTables {
        @Test
        void channels() throws Exception {
            assertThat(new GoTable().channels()).containsExactly("f", 0, 3, 8, 1, 2, 3, true, true);
        }

        @Test
        void selects() throws Exception {
            assertThat(new GoTable().selects()).containsExactly(11, "sent", 0, -1, 0, -2);
        }

        @Test
        void times() throws Exception {
            assertThat(new GoTable().times()).hasSize(4).last().isEqualTo(false);
        }

        @Test
        void runtimes() {
            assertThat(new GoTable().runtimes())
                    .hasSize(2)
                    .first()
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @SafeVarargs
    static <T> Channel<T> closedAfter(T... elements) throws InterruptedException {
        Channel<T> channel = chan(elements.length);
        for (T element : elements) {
            channel.send(element);
        }
        channel.close();
        return channel;
    }

    /** Runs a snippet on a clock that moves on whenever the snippet waits for it. */
    static <T> T onVirtualTime(Callable<T> snippet) throws InterruptedException {
        VirtualClock clock = VirtualClock.create();
        try (Scheduler scheduler = Scheduler.builder().clock(clock).build()) {
            Fiber<T> fiber = scheduler.async(snippet);
            while (!fiber.state().isEnded()) {
                if (clock.waiting() > 0) {
                    clock.advance(Duration.ofMillis(5));
                }
                Thread.onSpinWait();
            }
            return fiber.result();
        }
    }

    private static void awaitWaiting(Fiber<?> fiber) {
        while (fiber.waitReason().isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
