package org.csp4j.internal.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Threads of one test that begin together; what fails in one of them fails the test. */
final class Crew {
    /** What one of them does. */
    interface Job {
        void run() throws Exception;
    }

    private final CountDownLatch start = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    void add(Job job) {
        threads.add(Thread.ofPlatform().daemon().start(() -> {
            try {
                start.await();
                job.run();
            } catch (Throwable failure) {
                failures.add(failure);
            }
        }));
    }

    /** Lets them begin, and waits for all of them. */
    void work() throws InterruptedException {
        start.countDown();
        for (Thread thread : threads) {
            Await.end(thread);
        }
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError(failures.size() + " of " + threads.size() + " threads failed");
            failures.forEach(error::addSuppressed);
            throw error;
        }
    }
}
