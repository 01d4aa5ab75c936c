package org.csp4j.internal.sched;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the carriers from outside, and relieves one that has been in the same fiber for too long while others wait. */
final class Monitor implements Runnable {
    /*
     * Every time slice it looks at each carrier. One that is in the same run as the time before, and has work waiting (or
     * there is work left to others that nobody takes), is relieved: it has been there for one to two periods. Timers that
     * have been due for a period are such work, too; and it has a carrier woken to be the timekeeper, where one is wanted.
     * One that is there for far longer is handed to the watchdog, whether others wait or not.
     *
     * P   While all carriers sleep, it parks; who wakes a carrier, or stays awake, unparks it. Dekker: it writes isParked, then
     *     reads who is awake; they count the carrier as awake, then read isParked. Where a carrier is about to wake for a
     *     timer, it goes on looking instead: that costs less than to be parked and unparked each time.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final WorkStealingEngine engine;
    private final SchedulerLimits limits;
    private final Watchdog watchdog;
    private final Thread thread;
    private volatile boolean isParked;
    private boolean hasWarned;

    Monitor(WorkStealingEngine engine, SchedulerLimits limits, Watchdog watchdog) {
        this.engine = engine;
        this.limits = limits;
        this.watchdog = watchdog;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(engine.schedulerName() + "-monitor")
                .unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** A carrier is awake that was asleep; if all were, the monitor is asleep too. */
    void carrierAwake() {
        if (isParked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (true) {
            LockSupport.parkNanos(this, limits.timeSlice().toNanos());
            if (engine.idle.awake() == 0 && !engine.timers.areNear()) {
                parkWhileIdle();
            }
            engine.slices.advance();
            look();
        }
    }

    private void parkWhileIdle() {
        isParked = true;
        while (engine.idle.awake() == 0) {
            LockSupport.park(this);
        }
        isParked = false;
    }

    private void look() {
        boolean isWorkLeft = isWorkLeftToOthers();
        if (isWorkLeft || engine.timers.wantTimekeeper()) {
            engine.wakeOneForVisibleWork(); // such as work that was made ready while its carrier was being relieved
        }
        long now = System.nanoTime();
        for (Carrier carrier : engine.carriers()) {
            int run = carrier.started();
            if (!carrier.held.isStill(run, now) || !carrier.isRunning()) {
                continue;
            }
            if (!carrier.isRelieved() && (isWorkLeft || carrier.hasWaitingWork())) {
                relieve(carrier);
            }
            report(carrier, run, now);
        }
    }

    private void report(Carrier carrier, int run, long now) {
        HeldRun held = carrier.held;
        if (held.isReportDue(now) && watchdog.suspect(new Suspicion(carrier, run, held.sinceNanos()))) {
            held.reported();
        }
    }

    /** Whether there is work that no carrier regards as its own: injected, in the queue of one that was relieved, or overdue. */
    private boolean isWorkLeftToOthers() {
        if (!engine.injected.isEmpty() || engine.timers.areOverdue()) {
            return true;
        }
        for (Carrier carrier : engine.carriers()) {
            if (carrier.isRelieved() && carrier.hasStealableWork()) {
                return true;
            }
        }
        return false;
    }

    private void relieve(Carrier stuck) {
        if (engine.carriers().length >= limits.maxCarriers()) {
            if (!hasWarned) {
                hasWarned = true;
                LOG.warn(
                        "{} carriers are stuck in fibers that block or never yield; no more are started, and fibers"
                                + " wait",
                        limits.maxCarriers());
            }
            return;
        }
        LOG.debug("{} is stuck in a fiber, another carrier takes its place", stuck.getName());
        engine.relieve(stuck);
    }
}
