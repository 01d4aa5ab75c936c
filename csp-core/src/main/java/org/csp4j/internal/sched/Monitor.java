package org.csp4j.internal.sched;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the carriers from outside, and relieves one that has been in the same fiber for too long while others wait. */
final class Monitor extends OnDemandThread {
    /*
     * Every time slice it looks at each carrier. One that is in the same run as the time before, and has work waiting (or
     * there is work left to others that nobody takes), is relieved: it has been there for one to two periods. Timers that
     * have been due for a period are such work, too; and it has a carrier woken to be the timekeeper, where one is wanted.
     * One that is there for far longer is handed to the watchdog, whether others wait or not.
     *
     * P   While all carriers sleep, it parks; who wakes a carrier, or stays awake, unparks it. Dekker: it writes isParked, then
     *     reads who is awake; they count the carrier as awake, then read isParked. Where a carrier is about to wake for a
     *     timer, it goes on looking instead: that costs less than to be parked and unparked each time. It ends with the last
     *     carrier, who unparks it for that, and comes back with the next one.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final WorkStealingEngine engine;
    private final SchedulerLimits limits;
    private final Watchdog watchdog;
    private volatile boolean isParked;
    private boolean hasWarned;
    private boolean hasWarnedOfThreads;

    Monitor(WorkStealingEngine engine, SchedulerLimits limits, Consumer<Thread> starter, Watchdog watchdog) {
        super(engine.schedulerName() + "-monitor", starter);
        this.engine = engine;
        this.limits = limits;
        this.watchdog = watchdog;
    }

    /** A carrier is awake that was asleep, or not there; if all were, the monitor is asleep too, or not there. */
    void carrierAwake() {
        need();
        if (isParked) {
            unpark();
        }
    }

    /** A carrier has ended. */
    void carrierEnded() {
        if (!isNeeded()) {
            unpark();
        }
    }

    @Override
    protected boolean isNeeded() {
        return engine.idle.carriers() > 0;
    }

    @Override
    protected void work() {
        while (isNeeded()) {
            LockSupport.parkNanos(this, limits.timeSlice().toNanos());
            if (engine.idle.awake() == 0 && !engine.timers.areNear()) {
                parkWhileIdle();
            }
            if (isNeeded()) {
                engine.slices.advance();
                look();
            }
        }
    }

    private void parkWhileIdle() {
        isParked = true;
        while (engine.idle.awake() == 0 && isNeeded()) {
            LockSupport.park(this);
        }
        isParked = false;
    }

    private void look() {
        tellOfThreadsThatCannotBeStarted();
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
        if (engine.relieve(stuck)) {
            LOG.debug("{} is stuck in a fiber, another carrier takes its place", stuck.getName());
        } else if (!hasWarned && !stuck.isRelieved()) {
            hasWarned = true;
            LOG.warn(
                    "{} carriers are stuck in fibers that block or never yield; no more are started, and fibers"
                            + " wait",
                    limits.maxCarriers());
        }
    }

    /** And has it tried again. */
    private void tellOfThreadsThatCannotBeStarted() {
        if (engine.idle.startAgain() && !hasWarnedOfThreads) {
            hasWarnedOfThreads = true;
            LOG.warn("a carrier could not be started, for want of memory or threads; fibers wait for the others");
        }
    }
}
