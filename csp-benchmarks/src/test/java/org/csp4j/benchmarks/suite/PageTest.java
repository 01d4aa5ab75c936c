package org.csp4j.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.csp4j.benchmarks.peers.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageTest {
    private static final Path DOCS = Path.of("..", "docs");

    @TempDir
    Path directory;

    @Test
    void thePageAndThePlotsAreWhatTheCommittedResultsSay() throws IOException {
        Path committed = DOCS.resolve("benchmarks/results.json");
        assumeThat(committed).as("a run on a quiet machine").exists();
        Results results = Results.read(committed);

        for (Map.Entry<String, String> file : Page.files(results).entrySet()) {
            assertThat(DOCS.resolve(file.getKey())).content().isEqualTo(file.getValue());
        }
    }

    @Test
    void aBarThatIsMissedIsToldAsMissed() {
        String page = page(time(Peers.CSP, 300), time(Peers.GO, 200), time(Peers.KOTLIN, 250));

        assertThat(page)
                .contains("| unbuffered ping-pong, round trip | ns | 300 | 200 | 250 | - | - | 1.50 | 1.00 |"
                        + " **missed** |");
    }

    @Test
    void aBarIsMetByTheRatioToTheBestAndNotToTheOthers() {
        String page = page(
                time(Peers.CSP, 190), time(Peers.GO, 200), time(Peers.SYNCHRONOUS, 900), time(Peers.TRANSFER, 800));

        assertThat(page)
                .contains("| unbuffered ping-pong, round trip | ns | 190 | 200 | - | - | 800 | 0.95 | 1.00 | met |");
    }

    @Test
    void aRowWithoutARivalIsNotMeasuredRatherThanMet() {
        assertThat(page(time(Peers.CSP, 190)))
                .contains("| unbuffered ping-pong, round trip | ns | 190 | - | - | - | - | - | 1.00 | not measured |");
    }

    @Test
    void whatItCostsToBeWatchedIsARatioToTheSameWithoutThat() {
        assertThat(page(watched(Peers.CSP, 305), watched(Peers.CSP_UNWATCHED, 300), watched(Peers.CSP_PLATFORM, 900)))
                .contains("| csp4j | 305 | 300 | 1.02 | 1.02 | met |")
                .contains("| csp4j-platform | 900 | - | - | 1.02 | not measured |");
        assertThat(page(watched(Peers.CSP, 310), watched(Peers.CSP_UNWATCHED, 300)))
                .contains("| csp4j | 310 | 300 | 1.03 | 1.02 | **missed** |");
    }

    @Test
    void rowsOfABusyMachineAreToldAsSuch() {
        assertThat(page(time(Peers.CSP, 190))).contains("Nothing else kept the machine busy.");
        assertThat(page(busy(time(Peers.CSP, 190)), time(Peers.GO, 200))).contains("1 of the 2 rows were taken");
    }

    @Test
    void aRowThatIsMeasuredAgainReplacesItself() {
        Results results = results(time(Peers.CSP, 300), time(Peers.GO, 200)).with(time(Peers.CSP, 250));

        assertThat(results.rows()).containsExactly(time(Peers.GO, 200), time(Peers.CSP, 250));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path file = directory.resolve("results.json");
        Results results = results(time(Peers.CSP, 300), time(Peers.GO, 200));

        results.write(file);

        assertThat(Results.continued(file, machine("a"))).isEqualTo(results);
    }

    @Test
    void resultsOfAnotherCommitAreNotAddedTo() throws IOException {
        Path file = directory.resolve("results.json");
        results(time(Peers.CSP, 300)).write(file);

        assertThatThrownBy(() -> Results.continued(file, machine("b")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("results.json is of another run");
    }

    private static String page(Row... rows) {
        return Page.files(results(rows)).get("benchmarks.md");
    }

    private static Results results(Row... rows) {
        return new Results(machine("a"), List.of(rows));
    }

    private static Machine machine(String commit) {
        return new Machine("processor", 2, 4, "system", "jdk", "collector", "flags", Map.of("jmh", "1"), commit);
    }

    private static Row time(String peer, double nanos) {
        return row("RendezvousPingPong", peer, nanos);
    }

    private static Row watched(String peer, double nanos) {
        return row("WatchedPingPong", peer, nanos);
    }

    private static Row row(String question, String peer, double nanos) {
        return new Row(question, "roundTrip", peer, Map.of(), "ns/op", List.of(nanos), 1, 0, Map.of(), "1 x 1", 0);
    }

    private static Row busy(Row row) {
        return new Row(
                row.question(),
                row.operation(),
                row.peer(),
                row.parameters(),
                row.unit(),
                row.samples(),
                row.cpuNanos(),
                row.allocatedBytes(),
                row.figures(),
                row.effort(),
                9);
    }
}
