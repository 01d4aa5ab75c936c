package org.csp4j.internal.time;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting in tests: until something is so, and not for ever. */
final class Await {
    /** Far more than anything here takes, and short enough to learn of a test that is stuck. */
    private static final long PATIENCE_SECONDS = 30;

    private Await() {}

    static void latch(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Still " + latch.getCount() + " to come after " + PATIENCE_SECONDS + " s");
        }
    }

    static void end(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        if (thread.isAlive()) {
            throw new AssertionError(thread + " still runs after " + PATIENCE_SECONDS + " s");
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("Not so after " + PATIENCE_SECONDS + " s: " + what);
            }
            Thread.onSpinWait();
        }
    }
}
