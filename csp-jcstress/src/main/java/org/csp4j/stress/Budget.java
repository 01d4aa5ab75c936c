package org.csp4j.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How much is run. */
enum Budget {
    /** A few guarantees and their twins: whether all of this works. Seconds. */
    SMOKE,

    /** Every guarantee and every twin, in one way. Minutes. */
    QUICK,

    /**
     * Every guarantee in each way that the harness knows: each actor interpreted, compiled by C1 or by C2, in all combinations, and with
     * C2 moving code about at random; and every twin. A quarter of an hour.
     */
    FULL;

    private static final String SOME =
            "CloseStress.AgainstWaitingReceive|RunNextSlotStress.Take|SelectStateStress.ClaimAgainstClaim";
    private static final String GUARANTEES = "^(?!.*" + Tallies.TWIN + "$)";
    private static final String TWINS = Tallies.TWIN + "$";

    /**
     * Compiled as the JVM sees fit. The serial collector adds no fence of its own to writes of references. Who waits for the other
     * actor yields, since the machine may have more to do.
     */
    private static final List<String> ONE_WAY =
            List.of("-sc", "false", "-jvmArgs", "-XX:+UseSerialGC", "-spinStyle", "THREAD_YIELD");

    /** With five seeds for what is random, as is the standard, a run would take twice as long. */
    private static final List<String> EVERY_WAY = List.of("-fsm", "1");

    /** The one with this name; null if there is none. */
    static @Nullable Budget named(String name) {
        for (Budget budget : values()) {
            if (budget.name().toLowerCase(Locale.ROOT).equals(name)) {
                return budget;
            }
        }
        return null;
    }

    List<Part> parts() {
        return switch (this) {
            case SMOKE -> List.of(part("smoke", SOME, 200, ONE_WAY));
            case QUICK -> List.of(part("quick", ".*", 400, ONE_WAY));
            case FULL -> List.of(part("guarantees", GUARANTEES, 200, EVERY_WAY), part("twins", TWINS, 1_000, ONE_WAY));
        };
    }

    /** These tests alone, and for longer. */
    static Part secondTry(List<String> tests) {
        String filter = tests.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$"));
        return part("second-try", filter, 5_000, ONE_WAY);
    }

    /**
     * Four strides of 256 tries each, after which both actors have to come to an end: with the standard of 40, those that park take
     * half a minute for that where the machine is busy, and count as hanging.
     */
    private static Part part(String name, String filter, int millis, List<String> ways) {
        List<String> options = new ArrayList<>(List.of("-time", "" + millis, "-iters", "1", "-strideCount", "4"));
        options.addAll(ways);
        return new Part(name, filter, options);
    }
}
