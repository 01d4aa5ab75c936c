package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the JDK does to a thread from outside, while that parks and is resumed without the JDK knowing. */
@Tag("opened")
class DirectParkingTest {
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("direct", new SchedulerLimits(2, 100, Duration.ofMillis(5)));

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @AfterEach
    void noFiberFails() {
        assertThat(failure.get()).isNull();
    }

    private Thread go(Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        ENGINE.start(fiber);
        return fiber.thread();
    }

    @Test
    void aStackTraceTakenAtAnyMomentLosesNoWakeUp() throws Exception {
        int rounds = Rounds.of(100_000);
        Channel<Integer> there = chan();
        Channel<Integer> back = chan();
        Thread echo = go(() -> {
            for (int i = 0; i < rounds; i++) {
                back.send(there.receive());
            }
        });
        Thread caller = go(() -> {
            for (int i = 0; i < rounds; i++) {
                there.send(i);
                assertThat(back.receive()).isEqualTo(i);
            }
        });
        int traces = 0;
        long start = System.nanoTime();
        while (caller.isAlive() && System.nanoTime() - start < Delays.PATIENCE.toNanos()) {
            assertThat(echo.getStackTrace()).isNotNull();
            assertThat(caller.getStackTrace()).isNotNull();
            traces++;
        }
        assertThat(caller.join(Delays.PATIENCE))
                .as("ends after %s traces", traces)
                .isTrue();
        assertThat(echo.join(Delays.PATIENCE)).isTrue();
        assertThat(traces).isPositive();
    }
}
