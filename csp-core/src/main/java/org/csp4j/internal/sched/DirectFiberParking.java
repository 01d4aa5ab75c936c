package org.csp4j.internal.sched;

import java.util.concurrent.locks.LockSupport;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.FiberParking;
import org.csp4j.internal.jdk.Continuations;
import org.csp4j.internal.jdk.DirectParking;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.internal.util.Backoff;
import org.jspecify.annotations.Nullable;

/** Parks and resumes the fibers of a work-stealing engine without LockSupport. */
final class DirectFiberParking extends FiberParking {
    /*
     *   permit    by the fiber                               by who unparks
     *   NONE      stays, and the thread yields    L1         stays, and puts the fiber into a run queue, if that is PARKED       L2
     *             -> PINNED, if it cannot yield              else -> PERMIT, and does so if the fiber is PARKED by now           L3
     *
     * The rest is in FiberParker.
     *
     * I1  An unpark is never lost (Dekker): the carrier makes the thread PARKED and then, after a full fence, looks for a permit; who
     *     unparks leaves the permit and then looks whether the thread is PARKED. If both see the other, the fiber is queued
     *     twice, and the second time finds that it is not PARKED.
     * I2  A fiber in a run queue stands for an unpark, for which there may be no permit (L2). Who takes it out, and finds that it is not
     *     PARKED, leaves the permit (L3). It may have been taken out before; or the JDK has been at it: an interrupt, or LockSupport.unpark
     *     by others, takes PARKED to UNPARKED and submits the thread. At worst the fiber sees a wake-up for no reason.
     * I3  The permit stays after a park that it has ended, and is forgotten when the fiber next begins to wait for something: by then
     *     nobody can know of that. Whoever unparks for the sake of it has found the fiber in a queue, under a lock that the fiber
     *     held after it had forgotten. If the wake-up was for no reason, the next park consumes the permit, and returns: by a
     *     volatile write, so that what is looked at after it is not older.
     * P1  A fiber that is parked keeps the frames that it has parked from, and before they are compiled for good these have a place for
     *     each value that is still wanted in them. So what need not be there while it is parked is done in methods that have returned.
     *     Compilers look into calls of calls to a depth of 15, counted from where the thread begins, or a loop; there they leave a frame
     *     more. So who parks calls as few methods in turn as can be: ReceiveEnd.receive, BlockedOperation.await, park and
     *     Continuations.leavesCarrier. See docs/adr/0032-shallow-parks.md.
     * P2  The JVM moves a stack by a slow way as long as one of the frames that it moves is interpreted; and when a fiber goes on, it
     *     brings the two topmost frames back, and the rest when they are returned to. Where the compiler has made one frame of all
     *     from the fiber's loop down to the yield, the second one is of who called the loop, once, and stays interpreted. So
     *     every 32nd park yields from a frame of its own. With that, the two topmost ones are compiled; from then on the JVM keeps them in
     *     a piece of the stack of their own, and moves no others.
     * P3  A fence waits until all that was written has reached the cache. The one that has to follow when a fiber has parked is that of
     *     the claim of the next fiber, if there is one: the carrier looks after the former when it has claimed the latter.
     * Rejected: such a frame in every park. The processor does not foresee where the frame returns to: 10 ns for each switch.
     * Rejected: passing the fiber on from carrier to carrier without the JDK's state word. Dumps, interrupts and Thread.getState
     *     need it to be true.
     * Rejected: a state of its own for "parked". It needs one more atomic operation in each switch, and says what the JDK's word
     *     says already.
     * Checked by WorkStealingEngineTest, DirectParkingTest, DirectFiberParkingStress (I1, I2, I3), ParkedStackTest (P1), and by every suite that runs on this engine.
     */
    static final int MOMENT = 2; // so many tries to get a lock

    private final WorkStealingEngine engine;

    DirectFiberParking(WorkStealingEngine engine) {
        this.engine = engine;
    }

    @Override
    protected void bound(Thread thread) {
        DirectParking.shrink(thread);
    }

    @Override
    protected void begins(FiberParker fiber) {
        fiber.forgetPermit(); // I3
    }

    @Override
    protected void park(FiberParker fiber, Object blocker) {
        LockSupport.setCurrentBlocker(blocker);
        try {
            park(fiber);
        } finally {
            LockSupport.setCurrentBlocker(null);
        }
    }

    @Override
    public void park(FiberParker fiber) {
        if (parks(fiber)) {
            goesOn(fiber, Continuations.leavesCarrier(fiber.countPark())); // L1, P2
        }
    }

    /** Whether the fiber parks now: it has not been unparked, and is not one that cannot leave its carrier directly. */
    private static boolean parks(FiberParker fiber) {
        Thread thread = fiber.thread();
        if (fiber.takePermit() || thread.isInterrupted()) { // I3
            return false;
        }
        carrier().parks(fiber);
        boolean isDirect = DirectParking.parks(thread);
        if (!isDirect) {
            parkByJdk(fiber);
        }
        return isDirect;
    }

    private static void goesOn(FiberParker fiber, boolean hasParked) {
        Thread thread = fiber.thread();
        assert thread == Thread.currentThread() : fiber;
        DirectParking.goesOn(thread, hasParked);
        if (!hasParked) {
            fiber.parkPinned();
        }
    }

    private static void parkByJdk(FiberParker fiber) {
        if (!DirectParking.parkByJdk(fiber.thread())) {
            fiber.parkPinned();
        }
    }

    @Override
    protected void parkCarrier(Thread thread) {
        DirectParking.parkCarrier(thread);
    }

    /** By the carrier, after a full fence: the fiber was unmounted before. */
    static void settle(FiberParker fiber, Carrier carrier) {
        DirectParking.settle(fiber.thread(), carrier);
        parked(fiber, carrier);
    }

    /** By the carrier, after a full fence: the fiber's thread was made PARKED before. */
    static void parked(FiberParker fiber, Carrier carrier) {
        if (fiber.hasPermit()) { // I1
            carrier.push(fiber);
        }
    }

    @Override
    protected void unpark(FiberParker fiber) {
        if (becomesReady(fiber)) {
            engine.execute(fiber);
        }
    }

    @Override
    protected void unparkInTurn(FiberParker fiber) {
        if (becomesReady(fiber)) {
            engine.executeInTurn(fiber);
        }
    }

    /** By who unparks: whether the fiber is to be put into a run queue for that. If not, it has a permit. */
    private static boolean becomesReady(FiberParker fiber) {
        return DirectParking.isParked(fiber.thread()) || leavesPermit(fiber); // L2
    }

    /** Leaves a permit; whether the fiber is to be put into a run queue for it. */
    private static boolean leavesPermit(FiberParker fiber) {
        return fiber.leavePermit() && DirectParking.isParked(fiber.thread()); // L3, I1
    }

    /**
     * On a carrier: runs the fiber, if it is parked.
     *
     * @param before one that has parked there, and is to be looked after
     * @return whether the fiber has parked again, and is to be looked after in its turn
     */
    static boolean resume(FiberParker fiber, Carrier carrier, @Nullable FiberParker before) {
        Thread thread = fiber.thread();
        boolean isClaimed = DirectParking.claim(thread);
        if (before != null) {
            settle(before, carrier);
        }
        if (!isClaimed) {
            missed(fiber, carrier);
            return false;
        }
        DirectParking.mount(thread, carrier);
        Object continuation = Continuations.of(thread);
        try {
            Continuations.run(continuation, carrier);
        } catch (Throwable e) {
            if (unmount(fiber, carrier, continuation)) {
                carrier.settleNow(fiber);
            }
            throw e;
        }
        return unmount(fiber, carrier, continuation);
    }

    /** On a carrier: the fiber was in a run queue, and is not parked. */
    static void missed(FiberParker fiber, Carrier carrier) {
        if (leavesPermit(fiber)) { // I2
            carrier.push(fiber);
        }
    }

    /** The fiber has come back; returns whether it has parked: here, or by LockSupport, which comes to the same. */
    private static boolean unmount(FiberParker fiber, Carrier carrier, Object continuation) {
        Thread thread = fiber.thread();
        boolean isParking = DirectParking.isParking(thread);
        if (isParking) {
            DirectParking.unmount(thread, carrier);
            carrier.countPark();
        } else {
            DirectParking.leave(thread, continuation);
        }
        return isParking;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // to yield is to leave, here
    public void pauseForLock(int tries, int rival) {
        if (tries >= MOMENT && carrier().isLeftFor(rival)) {
            Thread.yield();
        } else {
            Backoff.pause(tries);
        }
    }

    @Override
    public int place() {
        return carrier().place();
    }

    @Override
    public void waitedForLock(long nanos) {
        carrier().crowding.waited(nanos);
    }

    /** The one that the calling fiber is on. */
    private static Carrier carrier() {
        return (Carrier) VirtualThreads.currentCarrierThread();
    }
}
