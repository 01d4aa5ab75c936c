package org.csp4j.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("opened")
final class FootprintTest {
    private static final int LIBRARY_BYTES = 56 + 40; // the fiber, its wait

    @Test
    void aParkedFiberIsOneThreadAndItsStack() throws InterruptedException {
        Map<String, Footprint.Share> shares = Footprint.ofParkedFiber();

        assertThat(shares).containsKeys("java.lang.VirtualThread", "jdk.internal.vm.StackChunk");
        assertThat(shares.get("java.lang.VirtualThread").objects()).isEqualTo(1);
        assertThat(shares.get("jdk.internal.vm.StackChunk").objects())
                .as("few keep one that is empty, of a stack that was larger")
                .isBetween(1.0, 1.5);
    }

    @Test
    void theJdksTaskIsWhatTheContinuationRuns() throws InterruptedException {
        assertThat(Footprint.ofParkedFiber())
                .containsKeys("java.lang.VirtualThread$VThreadContinuation$1")
                .doesNotContainKey("java.lang.VirtualThread$$Lambda");
    }

    /** The rest is the JDK's: its thread, its continuation, and the stack. */
    @Test
    void whatTheLibraryHasOfItDoesNotGrow() throws InterruptedException {
        double ours = Footprint.ofParkedFiber().entrySet().stream()
                .filter(share -> share.getKey().startsWith("org.csp4j."))
                .mapToDouble(share -> share.getValue().bytes())
                .sum();

        assertThat(ours).isLessThanOrEqualTo(LIBRARY_BYTES);
    }
}
