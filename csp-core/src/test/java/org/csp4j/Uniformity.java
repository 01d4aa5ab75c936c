package org.csp4j;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Whether counts can come from a choice that is uniform. */
final class Uniformity {
    /** How seldom a uniform choice is taken for another: in one of a thousand million. */
    private static final double LOG_OF_FALSE_ALARM = Math.log(1e-9);

    private Uniformity() {}

    /** Fails if these counts, of one case each, would be that uneven by chance less often than once in a thousand million. */
    static void check(int[] counts) {
        double distance = chiSquare(counts);
        double most = most(counts.length - 1);
        if (distance > most) {
            throw new AssertionError("not a uniform choice: chi-square " + distance + " is more than " + most + " for "
                    + Arrays.toString(counts));
        }
    }

    private static double chiSquare(int[] counts) {
        double expected = (double) IntStream.of(counts).sum() / counts.length;
        return IntStream.of(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }

    /** A bound on the tail of the chi-square distribution. (Laurent and Massart 2000, Lemma 1.) */
    private static double most(int degreesOfFreedom) {
        double x = -LOG_OF_FALSE_ALARM;
        return degreesOfFreedom + 2 * Math.sqrt(degreesOfFreedom * x) + 2 * x;
    }
}
