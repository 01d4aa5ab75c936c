package org.csp4j.benchmarks.peers;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The fibers of one workload: whoever awaits them is told of the first that failed. */
final class Crew {
    /** What a fiber does. */
    interface Work {
        void run() throws Exception;
    }

    private final BlockingPeer peer;
    private final CountDownLatch ends;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Crew(BlockingPeer peer, int size) {
        this.peer = peer;
        this.ends = new CountDownLatch(size);
    }

    void start(Work work) {
        peer.start(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                fail(e);
            } finally {
                ends.countDown();
            }
        });
    }

    /** Waits until as many as the crew's size have ended. */
    void await() throws Exception {
        ends.await();
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("a fiber of " + peer.name() + " failed", cause);
        }
    }

    private void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        while (ends.getCount() > 0) {
            ends.countDown(); // the others may wait for the one that failed
        }
    }
}
