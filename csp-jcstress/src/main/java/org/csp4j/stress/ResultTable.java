package org.csp4j.stress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a run has found, for a page. */
final class ResultTable {
    private ResultTable() {}

    static String of(Tallies tallies, Duration duration) {
        List<String> guarantees = tallies.guarantees();
        long samples = 0;
        long forbidden = 0;
        int caught = 0;
        StringBuilder lines = new StringBuilder();
        for (String guarantee : guarantees) {
            Tally tally = tallies.of(guarantee);
            Tally twin = tallies.of(Tallies.twinOf(guarantee));
            samples += tally.samples();
            forbidden += tally.forbidden();
            caught += twin.forbidden() > 0 ? 1 : 0;
            lines.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %,d | %,d | %,d | %,d |\n",
                    shortName(guarantee),
                    tally.samples(),
                    tally.forbidden(),
                    twin.samples(),
                    twin.forbidden()));
        }
        String summary = String.format(
                Locale.ROOT,
                "%d guarantees, %,d samples, %,d forbidden outcomes; %d of %d twins caught; %d min %02d s, JDK %s, %d"
                        + " processors\n\n",
                guarantees.size(),
                samples,
                forbidden,
                caught,
                guarantees.size(),
                duration.toMinutes(),
                duration.toSecondsPart(),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        return summary
                + "| guarantee | samples | forbidden | samples of its twin | forbidden |\n"
                + "| --- | ---: | ---: | ---: | ---: |\n"
                + lines;
    }

    /** The class and the nested class: {@code RunQueueStress.PopAgainstSteal}. */
    private static String shortName(String test) {
        int nested = test.lastIndexOf('.');
        return test.substring(test.lastIndexOf('.', nested - 1) + 1);
    }
}
