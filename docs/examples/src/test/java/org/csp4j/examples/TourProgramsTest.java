package org.csp4j.examples;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.csp4j.examples.TourProcess.Jvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each program prints, with java.lang opened and without. */
class TourProgramsTest {
    @ParameterizedTest
    @EnumSource(Jvm.class)
    void ping(Jvm jvm) throws Exception {
        assertThat(run(jvm, "ping")).containsExactly("ping");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void trySend(Jvm jvm) throws Exception {
        assertThat(run(jvm, "try-send"))
                .containsExactly(
                        "not sent: nobody receives",
                        "not received: nobody sends",
                        "sent: a receiver came in time",
                        "received hello");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void range(Jvm jvm) throws Exception {
        assertThat(run(jvm, "range")).containsExactly("one", "two");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void buffered(Jvm jvm) throws Exception {
        assertThat(run(jvm, "buffered")).containsExactly("buffered", "channel");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void sync(Jvm jvm) throws Exception {
        assertThat(run(jvm, "sync")).containsExactly("working...done");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void directions(Jvm jvm) throws Exception {
        assertThat(run(jvm, "directions")).containsExactly("passed message");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void select(Jvm jvm) throws Exception {
        assertThat(run(jvm, "select")).containsExactly("received one", "received two");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void timeout(Jvm jvm) throws Exception {
        assertThat(run(jvm, "timeout")).containsExactly("timeout 1", "result 2");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void nonblocking(Jvm jvm) throws Exception {
        assertThat(run(jvm, "nonblocking")).containsExactly("no message received", "no message sent", "no activity");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void full(Jvm jvm) throws Exception {
        assertThat(run(jvm, "full")).containsExactly("channel is full !");
    }

    /** As in Go, it is not said whether a job is first reported as sent or as received. */
    @ParameterizedTest
    @EnumSource(Jvm.class)
    void close(Jvm jvm) throws Exception {
        List<String> lines = run(jvm, "close");

        assertThat(lines)
                .hasSize(8)
                .containsSubsequence("sent job 1", "sent job 2", "sent job 3", "sent all jobs")
                .containsSubsequence("received job 1", "received job 2", "received job 3", "received all jobs");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void timer(Jvm jvm) throws Exception {
        assertThat(run(jvm, "timer")).containsExactly("Timer 1 fired", "Timer 2 stopped");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void ticker(Jvm jvm) throws Exception {
        List<String> lines = run(jvm, "ticker");

        assertThat(lines).hasSize(4).last().isEqualTo("Ticker stopped");
        List<Instant> ticks = lines.subList(0, 3).stream()
                .map(line -> Instant.parse(line.substring("Tick at ".length())))
                .toList();
        assertThat(Duration.between(ticks.get(0), ticks.get(2)))
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(1100)); // when due, not when received
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void generatorEndsAlthoughItsServiceDoesNot(Jvm jvm) throws Exception {
        assertThat(run(jvm, "generator")).hasSize(5).allMatch(line -> line.matches("\\d+"));
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void multiplexTakesTenNumbersOfTwoGenerators(Jvm jvm) throws Exception {
        assertThat(run(jvm, "multiplex")).hasSize(10).allMatch(line -> line.matches("\\d+"));
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void future(Jvm jvm) throws Exception {
        assertThat(run(jvm, "future")).containsExactly("get select * from table");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void primes(Jvm jvm) throws Exception {
        assertThat(run(jvm, "primes", "1")).containsExactly("2");
        assertThat(run(jvm, "primes", "10")).containsExactly("2", "3", "5", "7", "11", "13", "17", "19", "23", "29");
        assertThat(run(jvm, "primes", "100")).hasSize(100).last().isEqualTo("541");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void sharedVariable(Jvm jvm) throws Exception {
        assertThat(run(jvm, "shared-variable")).containsExactly("0", "1");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void deadlock(Jvm jvm) throws Exception {
        assertIsDeadlocked(TourProcess.on(jvm).run("deadlock"), "main");
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void deadlockBuffered(Jvm jvm) throws Exception {
        assertIsDeadlocked(TourProcess.on(jvm).run("deadlock", "buffered"), "buffered");
    }

    private static void assertIsDeadlocked(TourProcess.Result result, String method) {
        assertThat(result.errLines())
                .startsWith("fatal error: all fibers are asleep - deadlock!", "", "fiber 'main' [send on messages]:")
                .hasSizeGreaterThan(3);
        assertThat(result.errLines().get(3))
                .startsWith("    at ")
                .contains("org.csp4j.examples.Deadlock.lambda$" + method, "(Deadlock.java:");
        assertThat(result.out()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void poolRunsEachQueryOverOneOfTwoConnections(Jvm jvm) throws Exception {
        List<String> lines = run(jvm, "pool");

        assertThat(lines).hasSize(26).last().isEqualTo("created 2, reused 23, closed 2");
        assertThat(lines.subList(0, 25)).allMatch(line -> line.matches("query \\d+: \\d+, over connection \\d+"));
        assertThat(lines.stream().limit(25).map(line -> line.replaceAll(", over.*", "")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 25)
                        .mapToObj(query -> "query " + query + ": " + query * query)
                        .toList());
        assertThat(lines.stream()
                        .limit(25)
                        .map(line -> line.replaceAll(".*over", ""))
                        .distinct())
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void workPrintsEachNameAHundredTimes(Jvm jvm) throws Exception {
        List<String> lines = run(jvm, "work");

        assertThat(lines).hasSize(505);
        assertThat(lines.subList(500, 505))
                .containsExactly("steve: 100", "bob: 100", "mary: 100", "therese: 100", "jason: 100");
        assertThat(lines.stream().limit(500).collect(groupingBy(name -> name, counting())))
                .isEqualTo(Map.of("steve", 100L, "bob", 100L, "mary", 100L, "therese", 100L, "jason", 100L));
    }

    private static List<String> run(Jvm jvm, String... arguments) throws Exception {
        try {
            return TourProcess.on(jvm).run(arguments).isGood().outLines();
        } catch (AssertionError e) {
            throw new AssertionError(Arrays.toString(arguments) + ": " + e.getMessage(), e);
        }
    }
}
