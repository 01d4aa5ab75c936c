package org.csp4j.internal.time;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.csp4j.testsupport.Delays;

/** Waiting for plain threads and latches, and not for ever. */
final class Await {
    private Await() {}

    static void latch(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(Delays.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("still " + latch.getCount() + " to come after " + Delays.PATIENCE);
        }
    }

    static void end(Thread thread) throws InterruptedException {
        if (!thread.join(Delays.PATIENCE)) {
            throw new AssertionError(thread + " still runs after " + Delays.PATIENCE);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        org.csp4j.testsupport.Await.until(what, condition);
    }
}
