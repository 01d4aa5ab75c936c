package org.csp4j.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fibers while a flight recording runs. */
@Tag("opened")
@Timeout(value = 10, unit = TimeUnit.HOURS) // the program looks itself whether it goes on
class RecordingTest {
    @Test
    void aFlightRecorderSeesFibersBeginAndEndAndBePinned(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("torture.jfr");
        String recording = "-XX:StartFlightRecording:settings=profile,filename=" + file
                + ",jdk.VirtualThreadStart#enabled=true,jdk.VirtualThreadEnd#enabled=true"
                + ",jdk.VirtualThreadPinned#enabled=true,jdk.VirtualThreadPinned#threshold=0ms"
                + ",jdk.ThreadPark#threshold=0ms,jdk.JavaMonitorWait#threshold=0ms"
                + ",jdk.ExecutionSample#period=1ms";
        String output;
        try (TortureJvm torture = TortureJvm.playing("RecordingTest", recording)) {
            output = torture.awaitGoodEnd();
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        Set<Long> started = threadsOf(events, "jdk.VirtualThreadStart");
        assertThat(threadsOf(events, "jdk.VirtualThreadEnd"))
                .as("who has ended")
                .containsExactlyInAnyOrderElementsOf(started);
        Map<String, Long> counts = events.stream()
                .collect(Collectors.groupingBy(event -> event.getEventType().getName(), Collectors.counting()));
        assertThat(started).as("fibers").hasSizeGreaterThanOrEqualTo(actors(output));
        assertThat(counts).containsKeys("jdk.VirtualThreadPinned", "jdk.JavaMonitorWait");
        assertThat(events)
                .as("samples of fibers")
                .anyMatch(event -> event.getEventType().getName().equals("jdk.ExecutionSample")
                        && event.<RecordedThread>getValue("sampledThread").isVirtual());
    }

    private static Set<Long> threadsOf(List<RecordedEvent> events, String name) {
        Set<Long> threads = new HashSet<>();
        for (RecordedEvent event : events) {
            if (event.getEventType().getName().equals(name) && !isPoller(event.getThread())) {
                assertThat(threads.add(event.getLong("javaThreadId")))
                        .as("once a thread: %s", event)
                        .isTrue();
            }
        }
        return threads;
    }

    /** One that the JDK keeps for its sockets. */
    private static boolean isPoller(RecordedThread thread) {
        return thread.getJavaName().contains("Poller");
    }

    private static int actors(String output) {
        String rest = output.substring(output.indexOf(" actors=") + " actors=".length());
        return Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
    }
}
