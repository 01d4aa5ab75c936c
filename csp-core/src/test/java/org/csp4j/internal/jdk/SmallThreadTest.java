package org.csp4j.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link DirectParking#shrink}: a thread that has no lock of its own for interrupts, and no task, does what others do. */
@Tag("opened")
class SmallThreadTest {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Executor scheduler = task -> {
        tasks.add(task);
        Thread.ofPlatform().start(() -> ContinuationTasks.run(task));
    };

    private Thread small(Runnable body) {
        Thread thread = VirtualThreads.unstarted(scheduler, body);
        DirectParking.shrink(thread);
        return thread;
    }

    @Test
    void isInterruptedUnderItsContinuationsLock() throws Exception {
        Thread thread = small(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        });
        assertThat(ThreadMembers.INTERRUPT_LOCK.apply(thread)).isSameAs(Continuations.of(thread));
        thread.start();
        Await.until("the thread parks", () -> thread.getState() == Thread.State.WAITING);

        Thread interrupter;
        synchronized (Continuations.of(thread)) {
            interrupter = Thread.ofPlatform().start(thread::interrupt);
            Await.until("who interrupts waits for the lock", () -> interrupter.getState() == Thread.State.BLOCKED);
            assertThat(thread.isInterrupted()).isFalse();
        }

        interrupter.join();
        thread.join();
    }

    @Test
    void isGivenToItsSchedulerAsWhatItsContinuationRuns() throws Exception {
        Thread thread = small(LockSupport::park);
        thread.start();
        Await.until("the thread parks", () -> thread.getState() == Thread.State.WAITING);
        LockSupport.unpark(thread);
        thread.join();

        assertThat(tasks).hasSize(2).allSatisfy(task -> {
            assertThat(task).isSameAs(tasks.peek());
            assertThat(task.getClass().getName()).isEqualTo("java.lang.VirtualThread$VThreadContinuation$1");
            assertThat(ContinuationTasks.threadOf(task)).isSameAs(thread);
        });
    }

    @Test
    void waitsForAMonitorWithATimeout() throws Exception {
        Object monitor = new Object();
        Thread waits = small(() -> {
            synchronized (monitor) {
                try {
                    monitor.wait(Delays.LONG.toMillis());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        waits.start();
        Await.until("the thread waits", () -> waits.getState() == Thread.State.TIMED_WAITING);
        synchronized (monitor) {
            monitor.notifyAll();
        }
        assertThat(waits.join(Delays.LONG)).isTrue();

        Thread sleeps = small(() -> {
            synchronized (monitor) {
                try {
                    monitor.wait(1);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        sleeps.start();
        assertThat(sleeps.join(Delays.LONG)).isTrue();
    }

    @Test
    void aThreadThatIsNotSmallIsRunToo() throws Exception {
        Thread thread = VirtualThreads.unstarted(scheduler, LockSupport::park);
        thread.start();
        Await.until("the thread parks", () -> thread.getState() == Thread.State.WAITING);
        LockSupport.unpark(thread);

        assertThat(thread.join(Delays.LONG)).isTrue();
        assertThat(ContinuationTasks.threadOf(Objects.requireNonNull(tasks.peek())))
                .isSameAs(thread);
    }
}
