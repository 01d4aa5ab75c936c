package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.StuckFiberReport.Look.CPU_LOOP;
import static org.csp4j.diagnostics.StuckFiberReport.Look.NATIVE_CALL;
import static org.csp4j.diagnostics.StuckFiberReport.Look.PINNED;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LookGuessTest {
    private static final int NATIVE_LINE = -2; // says StackTraceElement

    private final List<StackTraceElement> inJava = List.of(new StackTraceElement("Foo", "loop", "Foo.java", 7));
    private final List<StackTraceElement> inNative =
            List.of(new StackTraceElement("Foo", "read0", "Foo.java", NATIVE_LINE), inJava.getFirst());

    @ParameterizedTest
    @EnumSource(names = {"BLOCKED", "WAITING", "TIMED_WAITING"})
    void whoWaitsAndHoldsACarrierIsPinned(Thread.State state) {
        assertThat(LookGuess.of(state, inNative, 0)).isEqualTo(PINNED);
        assertThat(LookGuess.of(state, inJava, 1)).isEqualTo(PINNED);
    }

    @Test
    void whoTakesAProcessorComputesNativelyOrNot() {
        assertThat(LookGuess.of(Thread.State.RUNNABLE, inJava, 0.9)).isEqualTo(CPU_LOOP);
        assertThat(LookGuess.of(Thread.State.RUNNABLE, inNative, 0.9)).isEqualTo(CPU_LOOP);
        assertThat(LookGuess.of(Thread.State.RUNNABLE, inJava, 0.02)).isEqualTo(CPU_LOOP); // among fifty others
    }

    @Test
    void whoTakesNoneIsBlockedInANativeCallThoughTheStackMayNotShowIt() {
        assertThat(LookGuess.of(Thread.State.RUNNABLE, inNative, 0.001)).isEqualTo(NATIVE_CALL);
        assertThat(LookGuess.of(Thread.State.RUNNABLE, inJava, 0)).isEqualTo(NATIVE_CALL);
    }

    @Test
    void whereTheProcessorTimeIsNotKnownTheStackDecides() {
        assertThat(LookGuess.of(Thread.State.RUNNABLE, inNative, ProcessorTime.UNKNOWN))
                .isEqualTo(NATIVE_CALL);
        assertThat(LookGuess.of(Thread.State.RUNNABLE, inJava, ProcessorTime.UNKNOWN))
                .isEqualTo(CPU_LOOP);
        assertThat(LookGuess.of(Thread.State.RUNNABLE, List.of(), ProcessorTime.UNKNOWN))
                .isEqualTo(CPU_LOOP);
    }
}
