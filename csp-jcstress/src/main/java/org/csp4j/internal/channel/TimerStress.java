package org.csp4j.internal.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.time.Instant;
import org.csp4j.internal.park.Waiter;
import org.csp4j.internal.time.Clock;
import org.csp4j.internal.time.TimerNode;
import org.csp4j.internal.time.TimerService;
import org.csp4j.internal.time.TimingWheel;
import org.csp4j.internal.time.WheelTimerService;
import org.csp4j.stress.StillClock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A timer is stopped or set anew, just when it is due: it has delivered, or it never does. */
final class TimerStress {
    private static final Duration FAR = Duration.ofHours(1);

    private TimerStress() {}

    private static String received(@Nullable Object outcome) {
        return outcome == null ? "nothing" : "instant";
    }

    /** A timer that is due, and for which nobody waits: no timer service has to do with it. */
    private static OneShotTimer dueTimer() {
        return new OneShotTimer(new NoTimers(), Duration.ZERO);
    }

    /** TimerChannel I8: a timer that was stopped in time delivers nothing, and one that was not has delivered. */
    @JCStressTest
    @Outcome(id = "stopped, nothing", expect = ACCEPTABLE, desc = "the stop comes first")
    @Outcome(id = "too late, instant", expect = ACCEPTABLE, desc = "the receive comes first")
    @Outcome(expect = FORBIDDEN, desc = "the timer was stopped, and delivered; or neither")
    @State
    public static class StopAgainstReceive {
        private final OneShotTimer timer = dueTimer();

        @Actor
        public void stopper(LL_Result result) {
            result.r1 = timer.stop() ? "stopped" : "too late";
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r2 = received(timer.tryReceiveNow());
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(StopAgainstReceive.class)
    @State
    public static class StopAgainstReceiveBroken {
        private final UnlockedTimer timer = new UnlockedTimer();

        @Actor
        public void stopper(LL_Result result) {
            result.r1 = timer.stop() ? "stopped" : "too late";
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r2 = received(timer.tryReceiveNow());
        }
    }

    /** TimerChannel I8: a reset leaves nothing of the setting before: it says so, and nothing stale is received. */
    @JCStressTest
    @Outcome(id = "replaced, nothing", expect = ACCEPTABLE, desc = "the reset comes first")
    @Outcome(id = "too late, instant", expect = ACCEPTABLE, desc = "the receive comes first")
    @Outcome(expect = FORBIDDEN, desc = "a stale instant was received, or one was lost")
    @State
    public static class ResetAgainstReceive {
        private final OneShotTimer timer = dueTimer();

        @Actor
        public void setter(LL_Result result) {
            result.r1 = timer.reset(FAR) ? "replaced" : "too late";
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r2 = received(timer.tryReceiveNow());
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(ResetAgainstReceive.class)
    @State
    public static class ResetAgainstReceiveBroken {
        private final UnlockedTimer timer = new UnlockedTimer();

        @Actor
        public void setter(LL_Result result) {
            result.r1 = timer.reset() ? "replaced" : "too late";
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r2 = received(timer.tryReceiveNow());
        }
    }

    /** TimerChannel I7, I8: an alarm that rings after the stop hands over nothing. */
    @JCStressTest
    @Outcome(id = "stopped, nothing", expect = ACCEPTABLE, desc = "the stop comes first")
    @Outcome(id = "too late, instant", expect = ACCEPTABLE, desc = "the alarm comes first")
    @Outcome(expect = FORBIDDEN, desc = "the timer was stopped, and delivered; or neither")
    @State
    public static class StopAgainstAlarm {
        private final StillClock clock = new StillClock();
        private final WheelTimerService service = new WheelTimerService(clock, TimingWheel.EXACT, _ -> {});
        private final OneShotTimer timer = new OneShotTimer(service, Duration.ofNanos(1));
        private final Waiter receiver = Waiters.receiver(timer);

        public StopAgainstAlarm() {
            clock.set(1);
        }

        @Actor
        public void stopper(LL_Result result) {
            result.r1 = timer.stop() ? "stopped" : "too late";
        }

        @Actor
        public void timers() {
            service.fireExpired();
        }

        @Arbiter
        public void receiver(LL_Result result) {
            result.r2 = received(receiver.outcome());
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(StopAgainstAlarm.class)
    @State
    public static class StopAgainstAlarmBroken {
        private final UnlockedTimer timer = new UnlockedTimer();
        private @Nullable Object received;

        @Actor
        public void stopper(LL_Result result) {
            result.r1 = timer.stop() ? "stopped" : "too late";
        }

        @Actor
        public void timers() {
            received = timer.tryReceiveNow();
        }

        @Arbiter
        public void receiver(LL_Result result) {
            result.r2 = received(received);
        }
    }

    /** A timer that is due, and forgets that others may come between two steps. */
    private static final class UnlockedTimer {
        private volatile boolean isSet = true;
        private volatile boolean isDue = true;

        boolean stop() {
            boolean wasSet = isSet;
            isSet = false;
            return wasSet;
        }

        boolean reset() {
            boolean wasSet = isSet;
            isSet = true;
            isDue = false;
            return wasSet;
        }

        @Nullable Object tryReceiveNow() {
            if (!isSet || !isDue) {
                return null;
            }
            isSet = false;
            return Instant.EPOCH;
        }
    }

    private static final class NoTimers implements TimerService {
        private final Clock clock = new StillClock();

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public void arm(TimerNode node, long deadlineNanos) {
            throw new AssertionError("nobody waits for this timer");
        }

        @Override
        public boolean cancel(TimerNode node) {
            throw new AssertionError("nobody waits for this timer");
        }

        @Override
        public int armed() {
            return 0;
        }
    }
}
