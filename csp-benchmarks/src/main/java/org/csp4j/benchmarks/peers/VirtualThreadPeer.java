package org.csp4j.benchmarks.peers;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** Virtual threads on the JDK's scheduler. What is left of them ends with the JVM. */
abstract class VirtualThreadPeer extends BlockingPeer {
    @Override
    final void start(Body body) {
        Thread.startVirtualThread(body);
    }

    @Override
    final void sleep(long nanos) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(nanos));
    }

    /** By the pool that also times virtual threads, as of JDK 25. */
    @Override
    public final void timers(int count) throws Exception {
        inFiber(() -> {
            for (int i = 0; i < count; i++) {
                ForkJoinPool.commonPool().schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);
            }
        });
    }

    @Override
    public final void armTimers(int count) {
        for (int i = 0; i < count; i++) {
            var _ = ForkJoinPool.commonPool().schedule(() -> {}, 1, TimeUnit.HOURS);
        }
    }

    @Override
    public final void close() {}
}
