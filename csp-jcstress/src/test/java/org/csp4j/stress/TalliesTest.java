package org.csp4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a run of the stress tests has failed. */
class TalliesTest {
    private static final String GUARANTEE = "org.csp4j.internal.some.SomeStress.OneThing";
    private static final String TWIN = GUARANTEE + "Broken";

    private final Tallies tallies = new Tallies();

    private void seen(String test, long samples, long forbidden, String... problems) {
        tallies.add(test, new Tally(samples, forbidden, List.of(problems)));
    }

    @Test
    void aGuaranteeThatHoldsAndATwinThatIsCaughtAreFine() {
        seen(GUARANTEE, 1_000, 0);
        seen(TWIN, 1_000, 1);

        assertThat(tallies.complaints()).isEmpty();
        assertThat(tallies.uncaughtTwins()).isEmpty();
    }

    @Test
    void aForbiddenOutcomeOfAGuaranteeFails() {
        seen(GUARANTEE, 1_000, 0);
        seen(GUARANTEE, 1_000, 2);
        seen(TWIN, 1_000, 1);

        assertThat(tallies.complaints()).containsExactly(GUARANTEE + " does not hold: 2 outcomes are forbidden");
    }

    @Test
    void aTwinThatIsNotCaughtFails() {
        seen(GUARANTEE, 1_000, 0);
        seen(TWIN, 1_000, 0);

        assertThat(tallies.uncaughtTwins()).containsExactly(TWIN);
        assertThat(tallies.complaints())
                .containsExactly(TWIN + " was not caught: nothing shows that the test sees the fault");
    }

    @Test
    void aTwinThatIsCaughtAtTheSecondTryIsFine() {
        seen(TWIN, 1_000, 0);
        seen(TWIN, 10_000, 3);

        assertThat(tallies.complaints()).isEmpty();
    }

    @Test
    void aTestThatHangsOrThrowsFails() {
        seen(GUARANTEE, 1_000, 0, "TIMEOUT_ERROR: no end");
        seen(TWIN, 1_000, 1, "TEST_ERROR: an exception");

        assertThat(tallies.complaints())
                .containsExactly(
                        GUARANTEE + " has not come to its end: TIMEOUT_ERROR: no end",
                        TWIN + " has not come to its end: TEST_ERROR: an exception");
    }

    @Test
    void aRunOfNothingFails() {
        assertThat(tallies.complaints()).containsExactly("No test was run");
    }

    @Test
    void aTestOfWhichTheHarnessHasLeftNoResultFails() {
        tallies.add(List.of(GUARANTEE), List.of());

        assertThat(tallies.complaints()).containsExactly(GUARANTEE + " has no samples");
    }

    @Test
    void theTableHasAGuaranteeAndItsTwinInOneLine() {
        seen(GUARANTEE, 1_000_000, 0);
        seen(TWIN, 2_000, 3);

        assertThat(ResultTable.of(tallies, Duration.ofSeconds(61)))
                .contains("1 guarantees, 1,000,000 samples, 0 forbidden outcomes; 1 of 1 twins caught; 1 min 01 s")
                .contains("| `SomeStress.OneThing` | 1,000,000 | 0 | 2,000 | 3 |");
    }
}
