package org.csp4j.internal.fiber;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.csp4j.internal.park.Permits;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A thread ends to spin while another one unparks it. */
final class SpinningParkingStress {
    private static final VarHandle IS_SPINNING;

    static {
        try {
            IS_SPINNING = MethodHandles.privateLookupIn(SpinningParking.class, MethodHandles.lookup())
                    .findVarHandle(SpinningParking.class, "isSpinning", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private SpinningParkingStress() {}

    /** SpinningParking I1: an unpark that is left out is seen by what the thread looks at next. */
    @JCStressTest
    @Outcome(id = "outcome, no permit", expect = ACCEPTABLE, desc = "the unpark was left out, and the outcome is seen")
    @Outcome(id = "outcome, permit", expect = ACCEPTABLE, desc = "and the next park returns for no reason")
    @Outcome(id = "no outcome, permit", expect = ACCEPTABLE, desc = "the park that follows returns, and it looks again")
    @Outcome(expect = FORBIDDEN, desc = "the thread has no outcome and no permit: it parks for ever")
    @State
    public static class UnparkAgainstSpin {
        private final Thread thread = Thread.ofVirtual().unstarted(() -> {});
        private final SpinningParking parking = new SpinningParking();
        private final Still fiber = new Still(thread, parking);
        private final Letter letter = new Letter();

        @Actor
        public void peer() {
            letter.putRelease();
            parking.unpark(fiber);
        }

        @Actor
        public void fiber(LL_Result result) {
            parking.spin(letter, 0);
            result.r1 = letter.isThere() ? "outcome" : "no outcome";
        }

        @Arbiter
        public void permit(LL_Result result) {
            result.r2 = Permits.isThere(thread) ? "permit" : "no permit";
        }
    }

    /** Broken: that the thread does not spin any more is written without a fence. */
    @JCStressTest
    @JCStressMeta(UnparkAgainstSpin.class)
    @State
    public static class UnparkAgainstSpinBroken {
        private final Thread thread = Thread.ofVirtual().unstarted(() -> {});
        private final SpinningParking parking = new SpinningParking();
        private final Still fiber = new Still(thread, parking);
        private final Letter letter = new Letter();

        @Actor
        public void peer() {
            letter.putRelease();
            parking.unpark(fiber);
        }

        @Actor
        public void fiber(LL_Result result) {
            IS_SPINNING.setVolatile(parking, true);
            IS_SPINNING.setRelease(parking, false);
            result.r1 = letter.isThere() ? "outcome" : "no outcome";
        }

        @Arbiter
        public void permit(LL_Result result) {
            result.r2 = Permits.isThere(thread) ? "permit" : "no permit";
        }
    }
}
