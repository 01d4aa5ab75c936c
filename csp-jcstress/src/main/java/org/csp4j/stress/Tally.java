package org.csp4j.stress;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/**
 * What was seen of one test, in one or several JVMs.
 *
 * @param samples how many outcomes there were
 * @param forbidden how many of them are forbidden
 * @param problems what else was wrong: a test that hangs or throws, a JVM that crashes
 */
record Tally(long samples, long forbidden, List<String> problems) {
    static final Tally NONE = new Tally(0, 0, List.of());

    /** Of one JVM. */
    static Tally of(TestResult result) {
        if (result.status() != Status.NORMAL) {
            return new Tally(0, 0, List.of(result.status() + ": " + String.join("; ", result.getMessages())));
        }
        long samples = 0;
        long forbidden = 0;
        for (GradingResult outcome : result.grading().gradingResults.values()) {
            samples += outcome.count;
            forbidden += outcome.expect == Expect.FORBIDDEN ? outcome.count : 0;
        }
        return new Tally(samples, forbidden, List.of());
    }

    Tally plus(Tally other) {
        List<String> all = new ArrayList<>(problems);
        all.addAll(other.problems);
        return new Tally(samples + other.samples, forbidden + other.forbidden, all);
    }
}
