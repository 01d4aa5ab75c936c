package org.csp4j;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class UniformityTest {
    private static final int DRAWS = 200_000;

    private static int[] counts(int cases, IntUnaryOperator choice) {
        int[] counts = new int[cases];
        for (int draw = 0; draw < DRAWS; draw++) {
            counts[choice.applyAsInt(draw)]++;
        }
        return counts;
    }

    @Test
    void aUniformChoicePasses() {
        Random random = new Random(1);
        for (int cases : new int[] {2, 3, 8, 20}) {
            int[] counts = counts(cases, _ -> random.nextInt(cases));
            assertThatCode(() -> Uniformity.check(counts)).doesNotThrowAnyException();
        }
    }

    @Test
    void aChoiceThatPrefersOneCaseByATenthIsFound() {
        Random random = new Random(1);
        for (int cases : new int[] {2, 3, 8}) {
            int[] counts = counts(cases, _ -> (int) Math.floor(random.nextDouble() * (cases + 0.1)) % cases);
            assertThatThrownBy(() -> Uniformity.check(counts)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aChoiceThatBeginsAnywhereAndTakesTheNextReadyCaseIsFound() {
        Random random = new Random(1);
        int[] nextReady = {0, 1, 2, 2, 2, 2, 2, 2}; // of 8 cases those at 0, 1 and 7 are ready
        int[] counts = counts(3, _ -> nextReady[random.nextInt(8)]);
        assertThatThrownBy(() -> Uniformity.check(counts)).isInstanceOf(AssertionError.class);
    }
}
