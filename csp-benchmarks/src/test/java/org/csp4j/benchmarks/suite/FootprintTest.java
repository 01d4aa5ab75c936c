package org.csp4j.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("opened")
final class FootprintTest {
    @Test
    void aParkedFiberIsOneThreadAndOneStack() throws InterruptedException {
        Map<String, Footprint.Share> shares = Footprint.ofParkedFiber();

        assertThat(shares).containsKeys("java.lang.VirtualThread", "jdk.internal.vm.StackChunk");
        assertThat(shares.get("java.lang.VirtualThread").objects()).isEqualTo(1);
        assertThat(shares.get("jdk.internal.vm.StackChunk").objects()).isEqualTo(1);
    }
}
