package org.csp4j.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.stress.Reordering;
import org.csp4j.stress.StillClock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Timers are armed, cancelled and fired at the same moment. */
final class WheelTimerServiceStress {
    /** In which everything is due at once. A service is too large to make one for each try. */
    private static final WheelTimerService SHARED = new WheelTimerService(new StillClock(), TimingWheel.EXACT, _ -> {});

    private WheelTimerServiceStress() {}

    /** A timer that notes what has happened. */
    private static final class Note extends TimerNode {
        private final Runnable action;

        Note(Runnable action) {
            this.action = action;
        }

        @Override
        protected void fire(long nowNanos) {
            action.run();
        }
    }

    /** WheelTimerService L1, L2, L3: an armed timer is cancelled, or it fires. */
    @JCStressTest
    @Outcome(id = "cancelled, silent", expect = ACCEPTABLE, desc = "the cancel comes first")
    @Outcome(id = "too late, fired", expect = ACCEPTABLE, desc = "the firing comes first")
    @Outcome(expect = FORBIDDEN, desc = "the timer was cancelled, and fired; or neither")
    @State
    public static class CancelAgainstFire {
        private String heard = "silent";
        private final TimerNode node = new Note(() -> heard = "fired");

        @Actor
        public void canceller(LL_Result result) {
            SHARED.arm(node, 0);
            result.r1 = SHARED.cancel(node) ? "cancelled" : "too late";
        }

        @Actor
        public void driver() {
            SHARED.fireExpired();
        }

        @Arbiter
        public void heard(LL_Result result) {
            result.r2 = heard;
        }
    }

    /** Broken: a timer is fired before it is taken out. */
    @JCStressTest
    @JCStressMeta(CancelAgainstFire.class)
    @State
    public static class CancelAgainstFireBroken {
        private volatile boolean isArmed = true;
        private String heard = "silent";

        @Actor
        public void canceller(LL_Result result) {
            boolean wasArmed = isArmed;
            isArmed = false;
            result.r1 = wasArmed ? "cancelled" : "too late";
        }

        @Actor
        public void driver() {
            if (isArmed) {
                heard = "fired";
                isArmed = false;
            }
        }

        @Arbiter
        public void heard(LL_Result result) {
            result.r2 = heard;
        }
    }

    /** WheelTimerService L2, L3: a timer that could not fire just now is cancelled, or it fires later. */
    @JCStressTest
    @Outcome(
            id = "cancelled, silent",
            expect = ACCEPTABLE,
            desc = "the cancel comes first, or after it was armed again")
    @Outcome(id = "too late, fired", expect = ACCEPTABLE, desc = "the cancel comes while the driver tries")
    @Outcome(expect = FORBIDDEN, desc = "the timer was cancelled, and fired; or neither, and was lost")
    @State
    public static class CancelAgainstFireInVain {
        private final OneTimer timer = new OneTimer(new Reluctant(false));

        @Actor
        public void canceller(LL_Result result) {
            result.r1 = timer.cancelled();
        }

        @Actor
        public void driver() {
            timer.drive();
        }

        @Arbiter
        public void heard(LL_Result result) {
            result.r2 = timer.heardInTheEnd();
        }
    }

    /** Broken: a timer that could not fire says that it has, and so is not armed again. */
    @JCStressTest
    @JCStressMeta(CancelAgainstFireInVain.class)
    @State
    public static class CancelAgainstFireInVainBroken {
        private final OneTimer timer = new OneTimer(new Reluctant(true));

        @Actor
        public void canceller(LL_Result result) {
            result.r1 = timer.cancelled();
        }

        @Actor
        public void driver() {
            timer.drive();
        }

        @Arbiter
        public void heard(LL_Result result) {
            result.r2 = timer.heardInTheEnd();
        }
    }

    /** A service with one timer, which is due, and a driver that must not wait. */
    private static final class OneTimer {
        private final StillClock clock = new StillClock();
        private final WheelTimerService service = new WheelTimerService(clock, TimingWheel.EXACT, _ -> {});
        private final Reluctant node;

        OneTimer(Reluctant node) {
            this.node = node;
            service.arm(node, 0);
        }

        String cancelled() {
            return service.cancel(node) ? "cancelled" : "too late";
        }

        void drive() {
            service.fireSome(1);
        }

        /** What is heard once a driver has come, much later, that may wait. */
        String heardInTheEnd() {
            clock.set(Long.MAX_VALUE / 2);
            service.fireExpired();
            return node.heard;
        }
    }

    /** A timer that cannot fire where that must not wait. */
    private static final class Reluctant extends TimerNode {
        private final boolean answer;
        private String heard = "silent";

        /** One that answers so when it has not fired. */
        Reluctant(boolean answer) {
            this.answer = answer;
        }

        @Override
        protected void fire(long nowNanos) {
            heard = "fired";
        }

        @Override
        protected boolean tryFire(long nowNanos) {
            return answer;
        }
    }

    /** WheelTimerService E1: what precedes the arming happens-before the firing. */
    @JCStressTest
    @Outcome(id = "fired, seen", expect = ACCEPTABLE, desc = "the timer sees what was written before it was armed")
    @Outcome(id = "silent, unseen", expect = ACCEPTABLE, desc = "it was armed after the last look of the driver")
    @Outcome(expect = FORBIDDEN, desc = "the timer fires, and does not see what was written before it was armed")
    @State
    public static class ArmPublishes {
        private final Reader reader = new Reader();

        @Actor
        public void armer() {
            reader.written = 1;
            SHARED.arm(reader, 0);
        }

        @Actor
        public void driver() {
            SHARED.fireExpired();
        }

        @Arbiter
        public void heard(LL_Result result) {
            result.r1 = reader.heard;
            result.r2 = reader.seen;
        }
    }

    /** Broken: the arming overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(ArmPublishes.class)
    @State
    public static class ArmPublishesBroken {
        private final Reader reader = new Reader();

        @Actor
        public void armer() {
            SHARED.arm(reader, 0);
            Reordering.delay();
            reader.written = 1;
        }

        @Actor
        public void driver() {
            SHARED.fireExpired();
        }

        @Arbiter
        public void heard(LL_Result result) {
            result.r1 = reader.heard;
            result.r2 = reader.seen;
        }
    }

    private static final class Reader extends TimerNode {
        private int written;
        private String heard = "silent";
        private String seen = "unseen";

        @Override
        protected void fire(long nowNanos) {
            heard = "fired";
            seen = written == 1 ? "seen" : "unseen";
        }
    }

    /** WheelTimerService I2: a driver that goes to sleep knows of the timer, or is told. */
    @JCStressTest
    @Outcome(id = "knows, not told", expect = ACCEPTABLE, desc = "the arming comes first")
    @Outcome(id = "sleeps, told", expect = ACCEPTABLE, desc = "the driver has asked first")
    @Outcome(expect = FORBIDDEN, desc = "the driver sleeps for ever, and nobody tells it; or it is told what it knows")
    @State
    public static class ArmAgainstSleep {
        private volatile String told = "not told";
        private final WheelTimerService service =
                new WheelTimerService(new StillClock(), TimingWheel.EXACT, _ -> told = "told");
        private final TimerNode node = new Note(() -> {});

        /** The driver was told of an earlier timer, which has been cancelled. */
        public ArmAgainstSleep() {
            service.arm(node, 1);
            service.cancel(node);
            told = "not told";
        }

        @Actor
        public void armer() {
            service.arm(node, 2);
        }

        @Actor
        public void driver(LL_Result result) {
            result.r1 = service.nextWakeNanos() == TimingWheel.NEVER ? "sleeps" : "knows";
        }

        @Arbiter
        public void told(LL_Result result) {
            result.r2 = told;
        }
    }

    /** Broken: the driver looks into the wheel, and notes later what it was told. */
    @JCStressTest
    @JCStressMeta(ArmAgainstSleep.class)
    @State
    public static class ArmAgainstSleepBroken {
        private volatile boolean isArmed;
        private volatile boolean isDriverAwake = true;
        private String told = "not told";

        @Actor
        public void armer() {
            isArmed = true;
            if (!isDriverAwake) {
                told = "told";
            }
        }

        @Actor
        public void driver(LL_Result result) {
            result.r1 = isArmed ? "knows" : "sleeps";
            isDriverAwake = false;
        }

        @Arbiter
        public void told(LL_Result result) {
            result.r2 = told;
        }
    }
}
