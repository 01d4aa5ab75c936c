package org.csp4j.internal.fiber;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** The way that is always right: on any engine, and any JDK. */
public sealed class LockSupportParking extends FiberParking permits SpinningParking {
    /** For any fiber. */
    public static final LockSupportParking PLAIN = new LockSupportParking();

    LockSupportParking() {}

    @Override
    protected void park(FiberParker fiber, Object blocker) {
        LockSupport.park(blocker);
    }

    @Override
    public void park(FiberParker fiber) {
        park(fiber, Objects.requireNonNull(fiber.kept()));
    }

    @Override
    protected void unpark(FiberParker fiber) {
        ThreadParker.unpark(fiber.thread());
    }
}
