package org.csp4j.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.csp4j.testsupport.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fibers while all threads are dumped again and again, from inside and from outside. */
@Tag("opened")
@Timeout(value = 10, unit = TimeUnit.HOURS) // the program looks itself whether it goes on
class DumpsTest {
    /** Before, the JVM can crash, whoever schedules the virtual threads (JDK-8364343). */
    private static final boolean CAN_DUMP_TO_FILE_UNDER_LOAD = Runtime.version().feature() >= 26;

    @Test
    void dumpsOfAllThreadsDoNotDisturbTheFibers(@TempDir Path directory) throws Exception {
        try (TortureJvm torture = TortureJvm.playingOn("DumpsTest", List.of(), "onlookers=1")) {
            ChildJvm jvm = torture.jvm();
            for (int i = 0; i < TortureJvm.times(); i++) {
                assertThat(jvm.jcmd("Thread.print", "-l")).contains("csp4j-carrier-");
                assertThat(jvm.jstack()).contains("csp4j-carrier-");
                assertThat(jvm.jcmd("Thread.vthread_scheduler"))
                        .as("that of the JDK")
                        .contains("parallelism");
                if (CAN_DUMP_TO_FILE_UNDER_LOAD) {
                    for (String format : List.of("text", "json")) {
                        Path file = directory.resolve(i + "." + format);
                        jvm.jcmd("Thread.dump_to_file", "-format=" + format, file.toString());
                        assertThat(Files.readString(file)).contains("director-0", "csp4j-carrier-");
                    }
                }
            }
            torture.awaitGoodEnd();
        }
    }
}
