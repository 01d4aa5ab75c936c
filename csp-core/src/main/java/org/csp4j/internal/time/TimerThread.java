package org.csp4j.internal.time;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread that drives one {@link WheelTimerService}: it fires what has expired, and parks until there may be more. */
final class TimerThread {
    /*
     * I1  Between its last look at the wheel, in nextWakeNanos, and the end of its park, every arming that needs it earlier
     *     unparks it. A permit that was used up before (while it waited for the service's lock) came from an arming
     *     that this look, which takes the lock after it, has seen: no wake-up is lost.
     * P   Without timers it parks without a limit and costs no processor time. It is woken by the first timer, by one earlier
     *     than what it sleeps for, and on the way to a far one by each cascade.
     *
     * Rejected: ending the thread when idle for some time. It would save a parked thread's few kilobytes, and would need
     *     a protocol for the arming that meets a thread that is just about to end.
     */

    private final WheelTimerService service;
    private final String name;
    private final ThreadFactory threads;

    private volatile @Nullable Thread thread; // written once, under the monitor, after it has started
    private volatile boolean stopped;

    TimerThread(WheelTimerService service, String name, ThreadFactory threads) {
        this.service = service;
        this.name = name;
        this.threads = threads;
    }

    /** Makes the thread look at the wheel again before it sleeps on, and starts it at the first call. */
    void wakeEarlier() {
        Thread running = thread;
        LockSupport.unpark(running == null ? start() : running);
    }

    /** Ends the thread, or keeps it from starting. */
    void stop() {
        stopped = true;
        Thread running = thread;
        if (running != null) { // else, if it starts just now, it is unparked after that, and then sees stopped
            LockSupport.unpark(running);
        }
    }

    /**
     * Starts the thread unless another call has. A monitor, since this happens once in its life: who comes second has to wait
     * until it runs, as a thread that has not started cannot be unparked, or may never start.
     */
    private synchronized Thread start() {
        Thread started = thread;
        if (started == null) {
            started = threads.newThread(this::run);
            started.setName(name);
            started.setDaemon(true);
            started.start();
            thread = started;
        }
        return started;
    }

    private void run() {
        while (!stopped) {
            service.fireExpired();
            sleepUntil(service.nextWakeNanos());
            Thread.interrupted(); // nobody has a reason to interrupt it, and parking would end at once ever after
        }
    }

    private void sleepUntil(long wakeNanos) {
        if (wakeNanos == TimingWheel.NEVER) {
            LockSupport.park(service); // I1
        } else {
            long nanos = wakeNanos - service.clock().nanoTime();
            if (nanos > 0) {
                LockSupport.parkNanos(service, nanos); // I1
            }
        }
    }
}
