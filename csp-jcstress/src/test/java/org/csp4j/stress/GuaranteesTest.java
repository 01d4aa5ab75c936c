package org.csp4j.stress;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.runners.TestList;

/** Holds the stress tests to what makes them worth running. */
class GuaranteesTest {
    private static final Set<String> TESTS = new TreeSet<>(TestList.tests());
    private static final List<String> GUARANTEES =
            TESTS.stream().filter(not(Tallies::isTwin)).toList();
    private static final Pattern CLASS_OR_LABEL = Pattern.compile("\\w+");
    private static final Pattern NAME = Pattern.compile("`(\\w+Stress\\.\\w+)`");

    @Test
    void everyGuaranteeHasATwinAndNothingElseHasOne() {
        assertThat(GUARANTEES).hasSizeGreaterThan(40);
        assertThat(TESTS.stream().filter(Tallies::isTwin).toList())
                .containsExactlyInAnyOrderElementsOf(
                        GUARANTEES.stream().map(Tallies::twinOf).toList());
    }

    @Test
    void everyTwinIsHeldToTheOutcomesOfItsGuarantee() {
        assertThat(GUARANTEES)
                .allSatisfy(test -> assertThat(outcomes(Tallies.twinOf(test))).isEqualTo(outcomes(test)));
    }

    private static List<String> outcomes(String test) {
        return TestList.getInfo(test).cases().stream()
                .map(outcome -> outcome.matchPattern() + ": " + outcome.expect())
                .toList();
    }

    @Test
    void everyGuaranteeForbidsWhatItDoesNotName() {
        assertThat(GUARANTEES).allSatisfy(test -> {
            StateCase others = TestList.getInfo(test).unmatched();
            assertThat(others.expect()).isEqualTo(Expect.FORBIDDEN);
            assertThat(others.description()).isNotEmpty().doesNotStartWith("No default case");
        });
    }

    @Test
    void everyGuaranteeNamesItsLabels() {
        assertThat(Guarantees.labels().keySet()).containsExactlyElementsOf(GUARANTEES);
    }

    @Test
    void everyLabelStandsInTheLibraryAndNamesTheStressTest() {
        assertThat(Guarantees.labels()).allSatisfy((test, labels) -> {
            String source = "";
            for (MatchResult word : CLASS_OR_LABEL.matcher(labels).results().toList()) {
                if (word.group().length() > 3) {
                    source = Guarantees.library(word.group());
                    assertThat(source).contains(simpleName(test).split("\\.")[0]);
                } else {
                    assertThat(source).containsPattern("[* ] " + word.group() + " {2,}\\S");
                }
            }
        });
    }

    @Test
    void theResultTableHasEveryGuarantee() {
        assertThat(named(Guarantees.page("stress-tests.md"))).isEqualTo(simpleNames());
    }

    @Test
    void theMemoryModelNamesNoOtherTests() {
        Set<String> named = named(Guarantees.page("memory-model.md"));

        assertThat(named).hasSizeGreaterThan(15);
        assertThat(simpleNames()).containsAll(named);
    }

    private static Set<String> named(String page) {
        return NAME.matcher(page).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> simpleNames() {
        return GUARANTEES.stream().map(GuaranteesTest::simpleName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String simpleName(String test) {
        String[] parts = test.split("\\.");
        return parts[parts.length - 2] + "." + parts[parts.length - 1];
    }
}
