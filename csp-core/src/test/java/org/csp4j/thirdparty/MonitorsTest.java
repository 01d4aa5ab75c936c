package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;

/** {@code synchronized}, {@code wait} and {@code notify}. */
class MonitorsTest extends OneCarrier {
    private final Object monitor = new Object();
    private boolean isSet; // guarded by the monitor
    private int count; // guarded by the monitor

    @Test
    void keepFibersApart() throws Exception {
        List<Fiber<?>> counting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            counting.add(go(() -> {
                for (int k = 0; k < MANY; k++) {
                    synchronized (monitor) {
                        int before = count;
                        Thread.yield(); // the others want the monitor now
                        count = before + 1;
                    }
                }
            }));
        }
        for (Fiber<?> each : counting) {
            end(each);
        }
        synchronized (monitor) {
            assertThat(count).isEqualTo(MANY * MANY);
        }
    }

    @Test
    void thatAnotherThreadHasKeepNobodyElseFromRunning() throws Exception {
        Fiber<?> entering;
        synchronized (monitor) {
            entering = go(() -> {
                synchronized (monitor) {
                    isSet = true;
                }
            });
            awaitState(entering, Thread.State.BLOCKED);
            run(() -> {});
            assertThat(isSet).isFalse();
        }
        end(entering);
    }

    @Test
    void wakeAllThatWait() throws Exception {
        List<Fiber<?>> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            waiting.add(go(() -> {
                synchronized (monitor) {
                    while (!isSet) {
                        monitor.wait();
                    }
                }
            }));
        }
        waiting.forEach(OneCarrier::awaitWaiting);
        run(this::setAndNotifyAll);
        for (Fiber<?> each : waiting) {
            end(each);
        }
    }

    private void setAndNotifyAll() {
        synchronized (monitor) {
            isSet = true;
            monitor.notifyAll();
        }
    }

    @Test
    void wakeOneThatWaitsForSomeTime() throws Exception {
        Fiber<?> waiting = go(() -> {
            synchronized (monitor) {
                while (!isSet) {
                    monitor.wait(Delays.LONG.toMillis());
                }
            }
        });
        awaitState(waiting, Thread.State.TIMED_WAITING);
        run(this::setAndNotifyAll);
        end(waiting);
    }

    @Test
    void letATimedWaitEnd() throws Exception {
        run(() -> {
            long deadline = System.nanoTime() + Delays.SHORT.toNanos();
            synchronized (monitor) {
                while (deadline - System.nanoTime() > 0) {
                    monitor.wait(Delays.SHORT.toMillis());
                }
                assertThat(isSet).isFalse();
            }
        });
    }
}
