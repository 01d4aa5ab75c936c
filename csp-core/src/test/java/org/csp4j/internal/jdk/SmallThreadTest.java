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

    private Thread waitsFor(Object monitor, long millis) {
        return small(() -> {
            synchronized (monitor) {
                try {
                    monitor.wait(millis);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    @Test
    void waitsForAMonitorWithATimeout() throws Exception {
        Object monitor = new Object();
        Thread notified = waitsFor(monitor, Delays.LONG.toMillis());
        notified.start();
        Await.until("the thread waits", () -> notified.getState() == Thread.State.TIMED_WAITING);
        synchronized (monitor) {
            monitor.notifyAll();
        }
        assertThat(notified.join(Delays.PATIENCE)).isTrue();

        Thread late = waitsFor(monitor, 1);
        late.start();
        assertThat(late.join(Delays.PATIENCE)).isTrue();
    }

    @Test
    void aThreadThatIsNotSmallIsRunToo() throws Exception {
        Thread thread = VirtualThreads.unstarted(scheduler, LockSupport::park);
        thread.start();
        Await.until("the thread parks", () -> thread.getState() == Thread.State.WAITING);
        LockSupport.unpark(thread);

        assertThat(thread.join(Delays.PATIENCE)).isTrue();
        assertThat(ContinuationTasks.threadOf(Objects.requireNonNull(tasks.peek())))
                .isSameAs(thread);
    }
}
