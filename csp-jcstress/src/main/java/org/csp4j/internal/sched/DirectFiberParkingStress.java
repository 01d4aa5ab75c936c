package org.csp4j.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashSet;
import java.util.Set;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.Letter;
import org.csp4j.internal.fiber.Still;
import org.csp4j.internal.jdk.DirectParking;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A fiber parks directly while another thread unparks it. */
final class DirectFiberParkingStress {
    /*
     * The fiber's thread is never started: an actor does in its place, and in that of its carrier, what they do, and nobody runs it.
     * Its state is that of java.lang.VirtualThread.
     */
    private static final VarHandle STATE;
    private static final VarHandle PERMIT;
    private static final int PARKING;
    private static final int PARKED;
    private static final byte NONE = 0; // FiberParker
    private static final DirectFiberParking DIRECT = new DirectFiberParking(StillEngines.ANY);
    private static final Set<Runnable> INJECTED = new HashSet<>();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(virtual, lookup);
            STATE = inside.findVarHandle(virtual, "state", int.class);
            PARKING = (int)
                    inside.findStaticVarHandle(virtual, "PARKING", int.class).get();
            PARKED = (int)
                    inside.findStaticVarHandle(virtual, "PARKED", int.class).get();
            PERMIT = MethodHandles.privateLookupIn(FiberParker.class, lookup)
                    .findVarHandle(FiberParker.class, "permit", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private DirectFiberParkingStress() {}

    /** A thread that has yielded, in order to park. */
    private static Thread parkingThread() {
        return threadThatIs(PARKING);
    }

    private static Thread parkedThread() {
        return threadThatIs(PARKED);
    }

    private static Thread threadThatIs(int state) {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        STATE.setVolatile(thread, state);
        return thread;
    }

    /** By the carrier of a fiber that has yielded, as DirectParking.unmount and DirectFiberParking.resume do, where another one runs next. */
    private static void parks(Still fiber, Carrier carrier, Thread next) {
        STATE.setRelease(fiber.thread(), PARKED);
        DirectParking.claim(next);
        DirectFiberParking.parked(fiber, carrier);
    }

    /** Where the fiber is, after everything: in the queue of its carrier, or injected. */
    private static String placeOf(Still fiber, Carrier carrier) {
        return isInjected(fiber) || !carrier.queue.isEmpty() ? "queued" : "asleep";
    }

    /** All tests share the queue; whoever looks takes out what others will ask for. */
    private static boolean isInjected(Still fiber) {
        synchronized (INJECTED) {
            InjectionQueue queue = StillEngines.ANY.injected;
            for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
                INJECTED.add(task);
            }
            return INJECTED.remove(fiber);
        }
    }

    /** DirectFiberParking I1: who unparks sees that the thread is parked, or its carrier sees the permit. */
    @JCStressTest
    @Outcome(
            id = "queued",
            expect = ACCEPTABLE,
            desc = "the fiber goes on; a second time it finds that it is not parked")
    @Outcome(expect = FORBIDDEN, desc = "the unpark was lost: the fiber sleeps for ever")
    @State
    public static class UnparkAgainstPark {
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);
        private final Thread next = parkedThread();
        private final Still fiber = new Still(parkingThread(), DIRECT);

        @Actor
        public void carrier() {
            parks(fiber, carrier, next);
        }

        @Actor
        public void peer() {
            DIRECT.unpark(fiber);
        }

        @Arbiter
        public void queued(L_Result result) {
            result.r1 = placeOf(fiber, carrier);
        }
    }

    /** Broken: the state is written, and no fence follows. */
    @JCStressTest
    @JCStressMeta(UnparkAgainstPark.class)
    @State
    public static class UnparkAgainstParkBroken {
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);
        private final Thread thread = parkingThread();
        private final Still fiber = new Still(thread, DIRECT);

        @Actor
        public void carrier() {
            STATE.setRelease(thread, PARKED);
            DirectFiberParking.parked(fiber, carrier);
        }

        @Actor
        public void peer() {
            DIRECT.unpark(fiber);
        }

        @Arbiter
        public void queued(L_Result result) {
            result.r1 = placeOf(fiber, carrier);
        }
    }

    /** DirectFiberParking I2: who finds a fiber in a run queue that is not parked yet leaves a permit, which its carrier sees. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "the fiber goes on")
    @Outcome(expect = FORBIDDEN, desc = "the unpark that the queue stood for was lost")
    @State
    public static class MissedAgainstPark {
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);
        private final Carrier other = StillEngines.carrier(StillEngines.ANY);
        private final Thread thread = parkingThread();
        private final Thread next = parkedThread();
        private final Still fiber = new Still(thread, DIRECT);
        private boolean runs;

        @Actor
        public void carrier() {
            parks(fiber, carrier, next);
        }

        /** As DirectFiberParking.resume does. */
        @Actor
        public void other() {
            runs = DirectParking.claim(thread);
            if (!runs) {
                DirectFiberParking.missed(fiber, other);
            }
        }

        @Arbiter
        public void goesOn(L_Result result) {
            result.r1 = runs || !carrier.queue.isEmpty() || !other.queue.isEmpty();
        }
    }

    /** Broken: who finds it leaves nothing. */
    @JCStressTest
    @JCStressMeta(MissedAgainstPark.class)
    @State
    public static class MissedAgainstParkBroken {
        private final Carrier carrier = StillEngines.carrier(StillEngines.ANY);
        private final Thread thread = parkingThread();
        private final Thread next = parkedThread();
        private final Still fiber = new Still(thread, DIRECT);
        private boolean runs;

        @Actor
        public void carrier() {
            parks(fiber, carrier, next);
        }

        @Actor
        public void other() {
            runs = DirectParking.claim(thread);
        }

        @Arbiter
        public void goesOn(L_Result result) {
            result.r1 = runs || !carrier.queue.isEmpty();
        }
    }

    /** DirectFiberParking I3: who consumes a permit sees why it was unparked; else it parks, and that permit is gone. */
    @JCStressTest
    @Outcome(id = "outcome, no permit", expect = ACCEPTABLE, desc = "the outcome is seen at once")
    @Outcome(id = "outcome, permit", expect = ACCEPTABLE, desc = "and the next park returns for no reason")
    @Outcome(id = "no outcome, permit", expect = ACCEPTABLE, desc = "the park that follows returns, and it looks again")
    @Outcome(expect = FORBIDDEN, desc = "the fiber has no outcome and no permit: it parks for ever")
    @State
    public static class UnparkOfOneWithAPermit {
        private final Still fiber = withPermit();
        private final Letter letter = new Letter();

        @Actor
        public void peer() {
            letter.putRelease();
            DIRECT.unpark(fiber);
        }

        @Actor
        public void fiber(LL_Result result) {
            DIRECT.park(fiber, this);
            result.r1 = letter.isThere() ? "outcome" : "no outcome";
        }

        @Arbiter
        public void permit(LL_Result result) {
            result.r2 = permitOf(fiber);
        }
    }

    /** Broken: the permit is consumed without a fence. */
    @JCStressTest
    @JCStressMeta(UnparkOfOneWithAPermit.class)
    @State
    public static class UnparkOfOneWithAPermitBroken {
        private final Still fiber = withPermit();
        private final Letter letter = new Letter();

        @Actor
        public void peer() {
            letter.putRelease();
            DIRECT.unpark(fiber);
        }

        @Actor
        public void fiber(LL_Result result) {
            PERMIT.setRelease(fiber, NONE);
            result.r1 = letter.isThere() ? "outcome" : "no outcome";
        }

        @Arbiter
        public void permit(LL_Result result) {
            result.r2 = permitOf(fiber);
        }
    }

    /** Its thread has not begun: it is not parked, and so nobody queues it. */
    private static Still withPermit() {
        Still fiber = new Still(Thread.ofVirtual().unstarted(() -> {}), DIRECT);
        DIRECT.unpark(fiber);
        return fiber;
    }

    private static String permitOf(Still fiber) {
        return (byte) PERMIT.getVolatile(fiber) == NONE ? "no permit" : "permit";
    }
}
