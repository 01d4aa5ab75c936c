package org.csp4j.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.csp4j.benchmarks.peers.Peers;

/**
 * Bars as SVG, a group for each row and a bar for each peer. Rows have different units, so that each has a scale of its own: the
 * longest bar of a group is as wide as the plot.
 */
final class Plot {
    private static final int LEFT = 250;
    private static final int BARS = 420;
    private static final int WIDTH = LEFT + BARS + 200;
    private static final int BAR = 15;
    private static final int GAP = 12;
    private static final int TOP = 12;

    private static final List<Entry> ENTRIES = List.of(
            new Entry("csp4j", "#1565c0"),
            new Entry("csp4j, platform engine", "#90caf9"),
            new Entry("Go", "#00838f"),
            new Entry("Kotlin", "#7b1fa2"),
            new Entry("Jox", "#ef6c00"),
            new Entry("j.u.c.", "#757575"));

    private record Entry(String title, String colour) {}

    private Plot() {}

    static String of(Results results, List<Bar> bars) {
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (Bar bar : bars) {
            y = group(results, bar, y, body) + GAP;
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d"
                font-family="sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="white"/>
            %s</svg>
            """.formatted(WIDTH, y, body);
    }

    private static int group(Results results, Bar bar, int top, StringBuilder body) {
        List<OptionalDouble> values = values(results, bar);
        double longest =
                values.stream().flatMapToDouble(OptionalDouble::stream).max().orElse(1);
        int y = top;
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isPresent()) {
                double value = values.get(i).getAsDouble();
                bar(ENTRIES.get(i), value, value / longest, bar.unit(), y, body);
                y += BAR;
            }
        }
        body.append(String.format(
                Locale.ROOT, "<text x=\"8\" y=\"%d\" font-weight=\"bold\">%s</text>%n", top + BAR - 3, bar.title()));
        return Math.max(y, top + BAR);
    }

    private static void bar(Entry entry, double value, double share, String unit, int y, StringBuilder body) {
        double width = Math.max(1, share * BARS);
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                        + "<text x=\"%.1f\" y=\"%d\">%s %s, %s</text>%n",
                LEFT,
                y,
                width,
                BAR - 2,
                entry.colour,
                LEFT + width + 5,
                y + BAR - 4,
                Table.number(value),
                unit,
                entry.title));
    }

    /** In the order of the entries. */
    private static List<OptionalDouble> values(Results results, Bar bar) {
        List<OptionalDouble> values = new ArrayList<>();
        values.add(bar.of(results, Peers.CSP));
        values.add(bar.of(results, Peers.CSP_PLATFORM));
        for (Bar.Rival rival : Bar.Rival.values()) {
            values.add(bar.of(results, rival));
        }
        return values;
    }
}
