package org.csp4j.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Soak;

/** The {@link Torture} in a JVM of its own. It goes on for as long as a soak test, or less: there are many kinds of JVM. */
final class TortureJvm implements AutoCloseable {
    private static final Duration LENGTH = Soak.length();

    private final ChildJvm jvm;

    private TortureJvm(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /** One that ends by itself, in about half the time of a soak. */
    static TortureJvm playing(String test, String... flags) throws Exception {
        return start(test, List.of(flags), "acts=" + Math.max(8, 8 * LENGTH.toSeconds()));
    }

    /** One that ends when {@link #awaitGoodEnd()} is called, and has begun to play. */
    static TortureJvm playingOn(String test, List<String> flags, String... arguments) throws Exception {
        TortureJvm torture = start(test, flags, arguments);
        torture.jvm.awaitLine("playing");
        return torture;
    }

    private static TortureJvm start(String test, List<String> flags, String... arguments) throws Exception {
        List<String> allFlags = new ArrayList<>(flags);
        allFlags.add(ChildJvm.OPENED);
        List<String> allArguments = new ArrayList<>(List.of(arguments));
        allArguments.add("seed=" + Soak.seed(test));
        return new TortureJvm(ChildJvm.start(allFlags, Torture.class, allArguments.toArray(String[]::new)));
    }

    /** How often somebody from outside does what he does. */
    static int times() {
        return (int) Math.max(3, LENGTH.toSeconds());
    }

    ChildJvm jvm() {
        return jvm;
    }

    /** Lets it come to its end, and checks that everything has come out right; returns what it has printed. */
    String awaitGoodEnd() throws Exception {
        jvm.endInput();
        int code = jvm.awaitEnd(
                Delays.PATIENCE_WITH_A_JVM.plus(LENGTH.multipliedBy(10))); // it looks itself whether it goes on
        assertThat(code).as(jvm.output()).isZero();
        assertThat(jvm.output()).contains(Torture.ALL_IS_WELL);
        return jvm.output();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
