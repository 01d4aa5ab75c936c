package org.csp4j.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.csp4j.testsupport.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fibers while a debugger comes, stops them at every point, and goes. */
@Tag("opened")
@Timeout(value = 10, unit = TimeUnit.HOURS) // the program looks itself whether it goes on
class DebuggerTest {
    private static final String AGENT =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,includevirtualthreads=y";

    @Test
    void aDebuggerCanComeAndGo() throws Exception {
        try (TortureJvm torture = TortureJvm.playingOn("DebuggerTest", List.of(AGENT))) {
            for (int session = 1; session <= 2; session++) {
                int port = port(torture.jvm().awaitLine("Listening for transport dt_socket", session));
                try (Debugger debugger = Debugger.attach(port)) {
                    useAll(debugger);
                }
            }
            torture.awaitGoodEnd();
        }
    }

    @Test
    void aDebuggerThatIsAskedForLateCanComeAndGo() throws Exception {
        String onThrow = ",onthrow=" + Torture.CallForADebugger.class.getName() + ",launch=/bin/echo";
        try (TortureJvm torture = TortureJvm.playingOn("DebuggerTest", List.of(AGENT + onThrow))) {
            torture.jvm().input('!');
            int port = port(torture.jvm().awaitLine("dt_socket ")); // by the program that is launched
            try (Debugger debugger = Debugger.attach(port)) {
                useAll(debugger);
            }
            torture.awaitGoodEnd();
        }
    }

    @Test
    void anAgentThatNobodyTalksToDoesNotDisturbFibers() throws Exception {
        try (TortureJvm torture = TortureJvm.playing("DebuggerTest", AGENT)) {
            assertThat(torture.awaitGoodEnd()).contains("Listening for transport");
        }
    }

    private static int port(String line) {
        return Integer.parseInt(line.replaceAll(".*[ :]", ""));
    }

    /** Looks until fibers are seen at work: at first the agent knows none, and later some may not have begun. */
    private static void awaitFrames(Callable<Integer> look) {
        Await.until("frames of fibers are seen", () -> {
            try {
                return look.call() > 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void useAll(Debugger debugger) throws Exception {
        for (int i = 0; i < TortureJvm.times(); i++) {
            awaitFrames(debugger::suspendAllAndLook);
            awaitFrames(debugger::suspendEachAndLook);
        }
        assertThat(debugger.listen(TortureJvm.times())).as("events of fibers").isPositive();
        List<Integer> lines = debugger.breakAndStep(TortureJvm.times(), 12);
        assertThat(lines.stream().distinct().count())
                .as("lines that were stepped through: %s", lines)
                .isGreaterThan(2);
        awaitFrames(debugger::suspendAllAndLook);
    }
}
