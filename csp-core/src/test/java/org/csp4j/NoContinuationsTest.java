package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;

import java.util.List;
import org.csp4j.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/** A JVM whose virtual threads are bound to threads of their own, as on processors that HotSpot has no continuations for. */
class NoContinuationsTest {
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            Channel<String> channel = chan();
            go(() -> channel.send("an element"));
            System.out.println("received " + channel.receive() + " on the "
                    + Scheduler.shared().engine() + " engine");
            System.exit(0); // threads that are bound keep it alive
        }
    }

    @Test
    void fibersRunOnThePlatformEngine() throws Exception {
        List<String> flags = List.of(ChildJvm.OPENED, "-XX:+UnlockExperimentalVMOptions", "-XX:-VMContinuations");
        try (ChildJvm jvm = ChildJvm.start(flags, Program.class)) {
            assertThat(jvm.awaitLine("received")).isEqualTo("received an element on the platform engine");
        }
    }
}
