package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.deadline;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.time.Clock;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimingWheel;
import org.csp4j.internal.time.WheelTimerService;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ends a wait comes while the waiter still arms its timer, and the unpark is consumed there: by a nap for a lock that is held,
 * say. SelectRaceTest stood still so, where somebody else had the processors.
 */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ConsumedUnparkTest implements Clock {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> channel = chan("channel");
    private final AtomicLong nanos = new AtomicLong();
    private final WheelTimerService timers =
            new WheelTimerService(this, TimingWheel.EXACT, _ -> comeAtOnceAndConsumeTheUnpark());
    private final Deadline end = new ClockDeadline(timers, 1);
    private Runnable event = this::tick;

    ConsumedUnparkTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    private void tick() {
        nanos.set(1);
        timers.fireExpired();
    }

    private void comeAtOnceAndConsumeTheUnpark() {
        event.run();
        LockSupport.parkNanos(1);
    }

    @Test
    void aReceiveFindsThatTheTimeIsOver() throws Exception {
        assertThat(crew.<Object>call(() -> channel.tryReceive(end))).isInstanceOf(Received.TimedOut.class);
    }

    @Test
    void aSendFindsThatTheTimeIsOver() throws Exception {
        assertThat(crew.<Object>call(() -> channel.trySend(1, end))).isInstanceOf(Sent.TimedOut.class);
    }

    @Test
    void aSelectFindsThatTheTimeIsOver() throws Exception {
        assertThat(crew.<Integer>call(() -> select(receive(channel), deadline(end, () -> -1))))
                .isEqualTo(-1);
    }

    @Test
    void aReceiveFindsTheElement() throws Exception {
        event = () -> channel.trySend(1);
        assertThat(crew.<Object>call(() -> channel.tryReceive(end))).isEqualTo(new Received.Value<>(1));
    }

    @Test
    void aSelectFindsTheElement() throws Exception {
        event = () -> channel.trySend(1);
        assertThat(crew.<Integer>call(() -> select(receive(channel), deadline(end, () -> -1))))
                .isEqualTo(1);
    }
}
