package org.csp4j.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.csp4j.benchmarks.peers.Peers;

/** The page of results, {@code benchmarks.md}, and its plots. */
final class Page {
    private static final double BUSY = 3;
    private static final double MOST_FOR_WATCHING = 1.02;

    private final Results results;

    private Page(Results results) {
        this.results = results;
    }

    static void write(Results results, Path docs) throws IOException {
        for (Map.Entry<String, String> file : files(results).entrySet()) {
            Path path = docs.resolve(file.getKey());
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, file.getValue());
        }
    }

    /** Contents by the path below docs. */
    static Map<String, String> files(Results results) {
        List<Bar> bars = Bar.BARS;
        Map<String, String> files = new LinkedHashMap<>();
        files.put("benchmarks.md", new Page(results).text());
        files.put("benchmarks/channels.svg", Plot.of(results, bars.subList(0, 7)));
        files.put("benchmarks/networks.svg", Plot.of(results, bars.subList(7, 11)));
        files.put("benchmarks/fibers.svg", Plot.of(results, bars.subList(11, bars.size())));
        return files;
    }

    private String text() {
        return String.join(
                "\n",
                PageText.INTRODUCTION,
                machine(),
                PageText.caution(
                        results.rows().stream().filter(row -> row.load() > BUSY).count(),
                        results.rows().size(),
                        BUSY),
                PageText.BARS,
                bars(),
                PageText.PLOTS,
                PageText.PLATFORM,
                platform(),
                PageText.BESIDE,
                beside(),
                PageText.READY,
                ready(),
                PageText.WATCHED,
                watched(),
                PageText.EVERYTHING,
                everything());
    }

    private String machine() {
        Machine machine = results.machine();
        Table table = new Table(List.of("", ""));
        table.row(List.of("processor", machine.processor() + ", " + machine.processors() + " of them"));
        table.row(List.of("memory", machine.memoryGiB() + " GiB"));
        table.row(List.of("system", machine.system()));
        table.row(List.of("JDK", machine.jdk() + ", " + machine.collector()));
        table.row(List.of("flags", "`" + machine.flags() + "`"));
        table.row(List.of("commit", machine.commit()));
        new TreeMap<>(machine.versions()).forEach((name, version) -> table.row(List.of(name, version)));
        return table.toString();
    }

    private String bars() {
        Table table = new Table(
                List.of("row", "unit", "csp4j", "Go", "Kotlin", "Jox", "j.u.c.", "ratio to the best", "at most", ""));
        for (Bar bar : Bar.BARS) {
            List<String> cells =
                    new ArrayList<>(List.of(bar.title(), bar.unit(), Table.number(bar.of(results, Peers.CSP))));
            for (Bar.Rival rival : Bar.Rival.values()) {
                cells.add(Table.number(bar.of(results, rival)));
            }
            OptionalDouble ratio = bar.ratio(results);
            cells.add(Table.number(ratio));
            cells.add(Table.number(bar.limit()));
            cells.add(verdict(ratio, bar.limit()));
            table.row(cells);
        }
        return table.toString();
    }

    private String platform() {
        Table table = new Table(List.of("row", "unit", "platform engine", "Jox", "ratio", ""));
        for (Bar bar : Bar.BARS) {
            OptionalDouble ours = bar.of(results, Peers.CSP_PLATFORM);
            OptionalDouble jox = bar.of(results, Bar.Rival.JOX);
            if (ours.isPresent() && jox.isPresent()) {
                OptionalDouble ratio = OptionalDouble.of(ours.getAsDouble() / jox.getAsDouble());
                table.row(List.of(
                        bar.title(),
                        bar.unit(),
                        Table.number(ours),
                        Table.number(jox),
                        Table.number(ratio),
                        verdict(ratio, 1.0)));
            }
        }
        return table.toString();
    }

    private static String verdict(OptionalDouble ratio, double limit) {
        if (ratio.isEmpty()) {
            return "not measured";
        }
        return ratio.getAsDouble() <= limit ? "met" : "**missed**";
    }

    /** Each operation beside a million, by its time beside nothing. */
    private String beside() {
        Table table = new Table(List.of("operation", "peer", "alone, ns", "fibers parked", "timers set"));
        List<Row> rows = rowsOf("BesideAMillion");
        for (Row alone : rows) {
            if (alone.parameters().containsValue("nothing")) {
                table.row(List.of(
                        alone.operation(),
                        alone.peer(),
                        Table.number(alone.median()),
                        Table.number(besides(rows, alone, "fibers")),
                        Table.number(besides(rows, alone, "timers"))));
            }
        }
        return table.toString();
    }

    private static OptionalDouble besides(List<Row> rows, Row alone, String what) {
        return rows.stream()
                .filter(row ->
                        row.operation().equals(alone.operation()) && row.peer().equals(alone.peer()))
                .filter(row -> row.parameters().containsValue(what))
                .mapToDouble(row -> row.median() / alone.median())
                .findFirst();
    }

    private String watched() {
        Table table = new Table(List.of("peer", "watched, ns", "not watched", "ratio", "at most", ""));
        watched(table, Peers.CSP, Peers.CSP_UNWATCHED);
        watched(table, Peers.CSP_PLATFORM, Peers.CSP_PLATFORM_UNWATCHED);
        return table.toString();
    }

    private void watched(Table table, String peer, String unwatchedPeer) {
        OptionalDouble with = medianOf("WatchedPingPong", peer);
        OptionalDouble without = medianOf("WatchedPingPong", unwatchedPeer);
        OptionalDouble ratio = with.isPresent() && without.isPresent()
                ? OptionalDouble.of(with.getAsDouble() / without.getAsDouble())
                : OptionalDouble.empty();
        table.row(List.of(
                peer,
                Table.number(with),
                Table.number(without),
                Table.number(ratio),
                Table.number(MOST_FOR_WATCHING),
                verdict(ratio, MOST_FOR_WATCHING)));
    }

    private OptionalDouble medianOf(String question, String peer) {
        return rowsOf(question).stream()
                .filter(row -> row.peer().equals(peer))
                .mapToDouble(Row::median)
                .findFirst();
    }

    private String ready() {
        Table table = new Table(List.of("operation", "ns", "B"));
        for (Row row : rowsOf("ReadyOperations")) {
            table.row(List.of(row.operation(), Table.number(row.median()), Table.number(row.allocatedBytes())));
        }
        return table.toString();
    }

    private String everything() {
        List<String> questions =
                results.rows().stream().map(Row::question).distinct().sorted().toList();
        return questions.stream()
                .map(question -> "### " + question + "\n\n" + rowsTable(rowsOf(question)))
                .collect(Collectors.joining("\n"));
    }

    private static String rowsTable(List<Row> rows) {
        Table table = new Table(List.of(
                "operation",
                "peer",
                "median",
                "from .. to",
                "unit",
                "CPU, ns",
                "B",
                "counted",
                "JVMs x iterations",
                "load"));
        for (Row row : rows) {
            table.row(List.of(
                    String.join(
                                    " ",
                                    row.operation(),
                                    String.join(" ", row.parameters().values()))
                            .strip(),
                    row.peer(),
                    Table.number(row.median()),
                    Table.number(row.samples().stream()
                                    .mapToDouble(sample -> sample)
                                    .min()) + " .. "
                            + Table.number(row.samples().stream()
                                    .mapToDouble(sample -> sample)
                                    .max()),
                    row.unit(),
                    Table.number(row.cpuNanos()),
                    Table.number(row.allocatedBytes()),
                    figures(row),
                    row.effort(),
                    Table.number(row.load())));
        }
        return table.toString();
    }

    private static String figures(Row row) {
        return row.figures().entrySet().stream()
                .map(figure -> figure.getKey() + " " + Table.number(figure.getValue()))
                .collect(Collectors.joining(", "));
    }

    private List<Row> rowsOf(String question) {
        return results.rows().stream()
                .filter(row -> row.question().equals(question))
                .sorted(Comparator.comparing(Row::operation)
                        .thenComparing(row -> row.parameters().toString())
                        .thenComparing(Row::peer))
                .toList();
    }
}
