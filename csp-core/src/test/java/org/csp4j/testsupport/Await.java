package org.csp4j.testsupport;

import java.util.function.BooleanSupplier;
import org.csp4j.diagnostics.WaitReason;

/** Waiting for something to happen, without sleeping and not for ever. */
public final class Await {
    private static final int SPINS = 100;

    private final Party<?> party;

    private Await(Party<?> party) {
        this.party = party;
    }

    /** Waits for a thread: {@code await(sender).toPark(SEND)}. */
    public static Await await(Party<?> party) {
        return new Await(party);
    }

    /** Until it is parked in such an operation. */
    public void toPark(WaitReason.Kind kind) {
        until(party + " parks in " + kind, () -> {
            if (party.hasEnded()) {
                throw new AssertionError("it has ended instead of parking in " + kind + ": " + party.describe());
            }
            return isParkedIn(kind);
        });
    }

    private boolean isParkedIn(WaitReason.Kind kind) {
        Thread.State state = party.thread().getState();
        return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
                && WaitReason.of(party.thread())
                        .filter(reason -> reason.kind() == kind)
                        .isPresent();
    }

    /** The thread ends, and its body has not failed. */
    public static void assertFinishes(Party<?> party) throws Exception {
        party.join();
    }

    /** Until the condition holds; dumps all threads and fails if it does not. */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        for (int tries = 0; !condition.getAsBoolean(); tries++) {
            if (System.nanoTime() - start > Delays.PATIENCE.toNanos()) {
                ThreadDump.print("this does not happen: " + what);
                throw new AssertionError("not within " + Delays.PATIENCE + ": " + what);
            }
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
