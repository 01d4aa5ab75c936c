package org.csp4j.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.csp4j.testsupport.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link DirectParking#shrink}: a thread that has no lock of its own for interrupts is interrupted all the same. */
@Tag("opened")
class SmallThreadTest {
    @Test
    void isInterruptedUnderItsContinuationsLock() throws Exception {
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        });
        DirectParking.shrink(thread);
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
}
