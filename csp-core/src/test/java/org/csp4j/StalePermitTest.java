package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.deadline;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.time.Clock;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimingWheel;
import org.csp4j.internal.time.WheelTimerService;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The unpark of a virtual thread that has a permit already does nothing, and is no fence: who waits may consume that permit, not see
 * yet why it was unparked, and park for ever. A million selects with a timeout stood still so, once in some fifty runs.
 */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class StalePermitTest implements Clock {
    private static final int ROUNDS = Rounds.of(200_000);
    private static final int MOST_SPINS = 100;

    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> channel = chan("channel");
    private final WheelTimerService timers = new WheelTimerService(this, TimingWheel.EXACT, _ -> spinAndLeaveAPermit());
    private final Deadline end = ClockDeadline.after(timers, Delays.LONG);

    StalePermitTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH;
    }

    /** While the timer is armed: the receiver can be found already, and does not look or park yet. */
    private static void spinAndLeaveAPermit() {
        for (int spins = ThreadLocalRandom.current().nextInt(MOST_SPINS); spins > 0; spins--) {
            Thread.onSpinWait();
        }
        LockSupport.unpark(Thread.currentThread());
    }

    /** Each receive is met by a sender as soon as it waits, about when it consumes its permit. */
    private void meet(Callable<Integer> receiving) throws Exception {
        crew.start(Caller.PLATFORM_THREAD, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                for (int tries = 1; !channel.trySend(i).isOk(); tries++) {
                    if (tries % 1_000 == 0) {
                        Thread.yield();
                    }
                }
            }
        });
        crew.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(receiving.call()).isEqualTo(i);
            }
        });
    }

    @Test
    void aReceiveThatConsumesAPermitSeesItsElement() throws Exception {
        meet(() -> channel.tryReceive(end) instanceof Received.Value(var element) ? element : -1);
    }

    @Test
    void aSelectThatConsumesAPermitSeesItsElement() throws Exception {
        meet(() -> select(receive(channel), deadline(end, () -> -1)));
    }
}
