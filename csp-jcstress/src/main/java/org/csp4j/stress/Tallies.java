package org.csp4j.stress;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** What was seen of each test, and what that means: guarantees hold, their twins are caught. */
final class Tallies {
    /** What the name of a twin ends with. */
    static final String TWIN = "Broken";

    private final Map<String, Tally> byTest = new TreeMap<>();

    /** Adds what one run of the harness has found of these tests; of some it may have found nothing. */
    void add(Collection<String> tests, Collection<TestResult> results) {
        tests.forEach(test -> add(test, Tally.NONE));
        results.forEach(result -> add(result.getName(), Tally.of(result)));
    }

    void add(String test, Tally tally) {
        byTest.merge(test, tally, Tally::plus);
    }

    static boolean isTwin(String test) {
        return test.endsWith(TWIN);
    }

    static String twinOf(String guarantee) {
        return guarantee + TWIN;
    }

    List<String> guarantees() {
        return byTest.keySet().stream().filter(test -> !isTwin(test)).toList();
    }

    Tally of(String test) {
        return byTest.getOrDefault(test, Tally.NONE);
    }

    /** Those of whom no forbidden outcome was seen. */
    List<String> uncaughtTwins() {
        return byTest.keySet().stream()
                .filter(Tallies::isTwin)
                .filter(test -> of(test).forbidden() == 0)
                .toList();
    }

    /** Why the run has failed, in sentences; none if it has not. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (byTest.isEmpty()) {
            complaints.add("No test was run");
        }
        byTest.forEach((test, tally) -> {
            tally.problems().forEach(problem -> complaints.add(test + " has not come to its end: " + problem));
            if (tally.samples() == 0 && tally.problems().isEmpty()) {
                complaints.add(test + " has no samples");
            } else if (!isTwin(test) && tally.forbidden() > 0) {
                complaints.add(test + " does not hold: " + tally.forbidden() + " outcomes are forbidden");
            }
        });
        uncaughtTwins()
                .forEach(test -> complaints.add(test + " was not caught: nothing shows that the test sees the fault"));
        return complaints;
    }
}
