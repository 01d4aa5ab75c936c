package org.csp4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.csp4j.EngineChoice;
import org.csp4j.EngineUnavailableException;
import org.junit.jupiter.api.Test;

class EngineDecisionTest {
    private static final String CLOSED = "java.lang is not open to this library";
    private static final String TARGET = "ALL-UNNAMED";

    @Test
    void isWorkStealingWhereItCanRun() {
        assertThat(EngineDecision.decide(EngineChoice.AUTOMATIC, null, null, TARGET)
                        .isWorkStealing())
                .isTrue();
    }

    @Test
    void isThePlatformEngineWhereTheOtherCannotRunAndSaysWhyAndTheWayOut() {
        EngineDecision decision = EngineDecision.decide(EngineChoice.AUTOMATIC, null, CLOSED, TARGET);
        assertThat(decision.isWorkStealing()).isFalse();
        assertThat(decision.reason())
                .contains(CLOSED, "--add-opens java.base/java.lang=ALL-UNNAMED", "Add-Opens: java.base/java.lang");
    }

    @Test
    void thePropertyDecidesWhereTheCodeDoesNot() {
        assertThat(EngineDecision.decide(EngineChoice.AUTOMATIC, "platform", null, TARGET)
                        .isWorkStealing())
                .isFalse();
        assertThat(EngineDecision.decide(EngineChoice.AUTOMATIC, "work-stealing", null, TARGET)
                        .isWorkStealing())
                .isTrue();
        assertThat(EngineDecision.decide(EngineChoice.AUTOMATIC, "auto", null, TARGET)
                        .isWorkStealing())
                .isTrue();
    }

    @Test
    void theCodeDecidesAgainstTheProperty() {
        assertThat(EngineDecision.decide(EngineChoice.PLATFORM, "work-stealing", null, TARGET)
                        .isWorkStealing())
                .isFalse();
    }

    @Test
    void askingForWhatCannotRunFailsWithTheFlagAndTheManifestLine() {
        assertThatThrownBy(() -> EngineDecision.decide(EngineChoice.WORK_STEALING, null, CLOSED, "org.csp4j"))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining(CLOSED)
                .hasMessageContaining("--add-opens java.base/java.lang=org.csp4j")
                .hasMessageContaining("Add-Opens: java.base/java.lang");
        assertThatThrownBy(() -> EngineDecision.decide(EngineChoice.AUTOMATIC, "work-stealing", CLOSED, TARGET))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("csp4j.engine");
    }

    @Test
    void anUnknownPropertyIsRefused() {
        assertThatThrownBy(() -> EngineDecision.decide(EngineChoice.AUTOMATIC, "fast", null, TARGET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fast'")
                .hasMessageContaining("work-stealing");
    }
}
