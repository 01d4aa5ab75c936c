package org.csp4j.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fibers come out right in every kind of JVM. */
@Tag("opened")
@Timeout(value = 10, unit = TimeUnit.HOURS) // the program looks itself whether it goes on
class TortureTest {
    private static final String BY_LOCK_SUPPORT = "fibers are parked by LockSupport";

    /** Flags, and what the program says in a JVM where they work. */
    enum Kind {
        PLAIN("engine=work-stealing"),
        ONE_CARRIER("processors=1 ", "-XX:ActiveProcessorCount=1"),
        FOUR_CARRIERS("processors=4 ", "-XX:ActiveProcessorCount=4"),
        ASSERTIONS("assertions=true", "-esa", "-ea"),
        INTERPRETED("interpreted mode", "-Xint"),
        C1("emulated-client", "-XX:TieredStopAtLevel=1"),
        SERIAL("collectors=Copy,MarkSweepCompact collected=true", "-XX:+UseSerialGC", "-Xmx64m"),
        PARALLEL("collectors=PS MarkSweep,PS Scavenge collected=true", "-XX:+UseParallelGC", "-Xmx64m"),
        G1("collectors=G1 ", "-XX:+UseG1GC", "-Xmx64m"),
        ZGC("collectors=ZGC ", "-XX:+UseZGC", "-Xmx96m"),
        SHENANDOAH("collectors=Shenandoah ", "-XX:+UseShenandoahGC", "-Xmx64m"),
        VERIFYING_THE_HEAP(
                "collected=true",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+VerifyBeforeGC",
                "-XX:+VerifyAfterGC"),
        MANY_SAFEPOINTS(
                "SafepointALot",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+SafepointALot",
                "-XX:GuaranteedSafepointInterval=1"),
        MANY_HANDSHAKES("HandshakeALot", "-XX:+UnlockDiagnosticVMOptions", "-XX:+HandshakeALot"),
        ANOTHER_ORDER_OF_INSTRUCTIONS(
                "StressGCM",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+StressGCM",
                "-XX:+StressLCM",
                "-XX:+StressIGVN",
                "-XX:+StressCCP"),
        COMPACT_HEADERS("UseCompactObjectHeaders", "-XX:+UseCompactObjectHeaders"),
        PINNING_MONITORS("LockingMode=1", "-XX:LockingMode=1"),
        UNTRACKED_THREADS("trackAllThreads=false", "-Djdk.trackAllThreads=false"),
        LOCK_SUPPORT(BY_LOCK_SUPPORT, "-Dcsp4j.directParking=false"),
        /** With more carriers than fibers are pinned at a time: the JDK starts none for those that park while they are pinned. */
        PLATFORM_ENGINE("engine=platform", "-Dcsp4j.engine=platform", "-Djdk.virtualThreadScheduler.parallelism=16");

        private final String effect;
        private final String[] flags;

        Kind(String effect, String... flags) {
            this.effect = effect;
            this.flags = flags;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingComesOutRight(Kind kind) throws Exception {
        try (TortureJvm torture = TortureJvm.playing("TortureTest " + kind, kind.flags)) {
            String output = torture.awaitGoodEnd();
            assertThat(output).contains(kind.effect);
            assertThat(output.contains(BY_LOCK_SUPPORT)).isEqualTo(kind == Kind.LOCK_SUPPORT);
        }
    }
}
