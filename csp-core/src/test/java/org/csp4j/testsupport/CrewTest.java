package org.csp4j.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.testsupport.Await.await;

import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.diagnostics.WaitReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A suite that could not fail would prove nothing. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class CrewTest {
    private final Crew crew;
    private final RuntimeException failure = new IllegalStateException("on purpose");

    CrewTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Test
    void aFailureThatTheTestHasNotAskedForFailsIt() {
        crew.start(() -> fail());
        assertThatThrownBy(crew::joinAll).isInstanceOf(AssertionError.class).hasSuppressedException(failure);
    }

    @Test
    void aFailureThatTheTestHasAskedForDoesNot() {
        assertThat(crew.start(() -> fail()).failure()).isSameAs(failure);
        assertThatCode(crew::joinAll).doesNotThrowAnyException();
    }

    @Test
    void aPartyThatWasToFailAndDidNotFailsTheTest() {
        Party<Integer> party = crew.start(() -> 7);
        assertThatThrownBy(party::failure).isInstanceOf(AssertionError.class).hasMessageContaining("7");
    }

    @Test
    void aPartyThatEndsWhereItWasToParkFailsTheTest() {
        Party<Void> party = crew.start(() -> {});
        assertThatThrownBy(() -> await(party).toPark(WaitReason.Kind.SEND)).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoIsStuckIsNamedWithWhatItWaitsFor() throws Exception {
        Channel<Integer> channel = Csp.chan("empty");
        Party<Integer> party = crew.start(() -> channel.receive());
        await(party).toPark(WaitReason.Kind.RECEIVE);
        assertThat(crew.describe()).contains(party.toString()).contains("receive on empty");
        channel.close();
        party.failure();
    }

    @Test
    void aRaceTellsInWhichRoundItFailed() {
        Race race = new Race(crew, 10);
        race.leg(() -> {}).leg(() -> {
            if (race.round() == 7) {
                fail();
            }
        });
        assertThatThrownBy(race::run)
                .isInstanceOf(AssertionError.class)
                .satisfies(error -> assertThat(error.getSuppressed())
                        .singleElement()
                        .satisfies(cause -> assertThat(cause)
                                .hasMessageContaining("round 7 of 10")
                                .hasCause(failure)));
    }

    @Test
    void aRaceRunsEachStepOfEachRound() {
        int[] steps = new int[4];
        Race race = new Race(crew, 1_000);
        race.setUp(() -> steps[0]++)
                .leg(() -> steps[1]++)
                .leg(() -> steps[2]++)
                .check(() -> steps[3]++)
                .run();
        assertThat(steps).containsOnly(1_000);
    }

    private void fail() {
        throw failure;
    }
}
