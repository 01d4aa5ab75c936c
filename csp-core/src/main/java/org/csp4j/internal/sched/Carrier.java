package org.csp4j.internal.sched;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.jdk.ContinuationTasks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform thread that runs fibers: those of its own queue first, then whatever it finds. */
final class Carrier extends CountingThread {
    /*
     * What runs next, in this order: every 64th time, and at the first in each period of the monitor, something from the injection
     * queue, so that it cannot starve; the run-next slot; the run queue; the inbox, which at these times is emptied into the queue; the
     * injection queue; half of another carrier's queue.
     * Timers that are due are fired at these times as well, and before it looks beyond its own queue. Where there is work, the first
     * fiber that they make ready runs next: it has waited for a moment, and would else wait for the slices of all others. The rest
     * goes to the end of the queue, or of the injection queue if there are tasks; as do fibers that yield.
     *
     * The run-next slot holds what a fiber of this carrier has made ready last: it likely wants what that fiber has just written,
     * and that fiber is likely to park now. Two fibers that wake each other in turn would keep all others waiting; so they
     * share one time slice, and when it is over the slot's fiber goes to the end of the queue. It lasts 256 switches, or until the
     * monitor has looked twice since it began: that costs no look at the clock where fibers switch fast, and little
     * patience where they compute for long in between. Fibers that are in no hurry (ADR 0025) take the slot only if nothing else
     * is ready.
     *
     * Others are woken for what is in its queue, and may steal it, unless that has been in vain (Sharing). Fibers that are in the way of
     * those of other carriers leave for these (Crowding), and arrive in their inboxes.
     *
     * I1  A task is a token: "this virtual thread may be runnable". It runs if the thread's state says so, and else does
     *     nothing. So a task that is taken twice, from the run-next slot by its owner and by a thief at once, is harmless.
     * I2  The slot is the owner's; a thief may empty it, but only that of a carrier that is stuck.
     * I3  A relieved carrier's queue, slot and inbox are emptied by others; it looks for no work any more, until it is back. If its place, or
     *     another, is free then, it takes that. Otherwise it hands what it has left to the injection queue, and ends.
     * I4  A run is counted as finished before the next task is shown, and that is counted as started after it. Hence who reads the
     *     task, then that the carrier is in a certain run, does what takes its time, and finds both as they were, has looked
     *     at one run all along.
     * Checked by ReliefStress (I1, I3).
     */
    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);
    private static final int LOOK_INTERVAL = 64; // a power of two
    private static final int SLICE_SWITCHES = 256;
    private static final int SLICE_PERIODS = 2;

    final WorkStealingEngine engine;
    final RunQueue queue = new RunQueue();
    private final RunNextSlot runNext = new RunNextSlot();
    final Sharing sharing;
    final Inbox inbox = new Inbox();
    final Crowding crowding = new Crowding();

    @Nullable Carrier nextSleeper; // of IdleCarriers, under its lock

    volatile boolean isAsleep; // of IdleCarriers, under its lock; the carrier itself reads it while it parks

    boolean hasPlace = true; // of IdleCarriers, under its lock

    volatile boolean isRelieved; // of IdleCarriers, under its lock; others read it

    final HeldRun held; // the monitor's notes

    final Spacers spacers; // who starts the carrier starts them; they end with it

    private final Loot loot = new Loot(this); // owner only

    private int streak; // owner only: how often in a row the slot has gone first
    private int sliceBegan; // owner only: when the streak began, by the engine's slice clock
    private int looked; // owner only: when it last looked for what might starve
    private @Nullable Carrier destination; // owner, and the fiber that runs here: where it goes when it yields
    private boolean runsForJdk; // owner, and the fiber that runs here: it is in a task of the JDK's
    private @Nullable FiberParker parking; // owner, and the fiber that runs here: which that has run, and parks
    private boolean isSearching; // owner only: counted so by IdleCarriers
    private boolean mayGoNext; // owner only: a fiber that a timer makes ready

    Carrier(WorkStealingEngine engine, String name) {
        super(name);
        this.engine = engine;
        this.sharing = new Sharing(TimeUnit.NANOSECONDS.convert(engine.limits().worthOfASteal()));
        this.held = new HeldRun(TimeUnit.NANOSECONDS.convert(engine.limits().stuckReportAfter()));
        this.spacers = new Spacers(name);
        this.isSearching = true; // IdleCarriers.takePlace
        EngineThreads.ready(this);
    }

    @Override
    public void run() {
        do {
            if (!runTasks()) {
                engine.ended(this);
                return;
            }
        } while (engine.idle.takePlaceAgain(this, isSearching)); // I3
        engine.retire(this);
    }

    /** Runs tasks until this is relieved; false if it has ended instead, after a long time in which there were none. */
    private boolean runTasks() {
        FiberParker parked = null; // what ran last, if it was a fiber that is to be looked after
        while (!isRelieved) {
            int now = engine.slices.now();
            Runnable task = isTimeToLook(now) ? null : takeOwn(now);
            if (task == null) {
                settleNow(parked);
                parked = null;
                task = findTask(now);
                if (task == null) {
                    if (sleep()) {
                        continue;
                    }
                    return false;
                }
            }
            if (isSearching) {
                endSearching();
            }
            runBegins();
            try {
                if (task instanceof FiberParker fiber) {
                    parked = DirectFiberParking.resume(fiber, this, parked) ? fiber : null;
                } else {
                    settleNow(parked);
                    parked = null;
                    runForJdk(task);
                }
            } catch (Throwable e) {
                parked = null;
                LOG.error("the scheduler's task {} failed; the carrier carries on", task, e);
            }
            runEnds();
        }
        settleNow(parked);
        return true;
    }

    private void endSearching() {
        isSearching = false;
        if (engine.idle.endSearching() && (engine.isAnyWorkVisible() || engine.timers.wantTimekeeper())) {
            engine.wakeOne();
        }
    }

    /** Runs a task of the JDK's. A fiber that is run by it parks as any other, but is looked after at once. */
    private void runForJdk(Runnable task) {
        runsForJdk = true;
        try {
            ContinuationTasks.run(task);
        } finally {
            runsForJdk = false;
            FiberParker fiber = parking;
            if (fiber != null) {
                parking = null;
                countPark();
                DirectFiberParking.parked(fiber, this);
            }
        }
    }

    /** The fiber that runs here is about to park. */
    void parks(FiberParker fiber) {
        if (runsForJdk) {
            parking = fiber;
        }
    }

    /** With no fiber claimed: looks after one that has parked here, if there is one. */
    void settleNow(@Nullable FiberParker parked) {
        if (parked != null) {
            VarHandle.fullFence();
            DirectFiberParking.settle(parked, this);
        }
    }

    // Finding work

    private boolean isTimeToLook(int now) {
        return (runs() & LOOK_INTERVAL - 1) == 0 || now != looked;
    }

    /** What to run next; it is shown as running. */
    private @Nullable Runnable findTask(int now) {
        Runnable task = isTimeToLook(now) ? lookForOthers(now) : null;
        if (task == null) {
            task = takeOwn(now);
            if (task != null) {
                return task;
            }
            task = findElsewhere();
        }
        if (task != null) {
            runNext.runs(task);
        }
        return task;
    }

    /** What is next here already; it is shown as running. */
    private @Nullable Runnable takeOwn(int now) {
        Runnable task = takeRunNext(now);
        if (task == null) {
            task = queue.poll();
            if (task != null) {
                runNext.runs(task);
            }
        }
        return task;
    }

    private @Nullable Runnable findElsewhere() {
        Runnable task = inbox.poll();
        if (task == null && fireDue()) {
            task = runNext.take();
            if (task == null) {
                task = queue.poll();
            }
        }
        if (task == null) {
            task = engine.injected.pollInto(queue, engine.parallelism());
        }
        return task != null ? task : steal();
    }

    /** What would starve while a carrier always finds work of its own. */
    private @Nullable Runnable lookForOthers(int now) {
        looked = now;
        long nanos = System.nanoTime();
        crowding.look(nanos);
        takeIn();
        if (sharing.look(nanos, runs()) && hasStealableWork()) {
            engine.wakeOneForVisibleWork();
        }
        fireDue();
        return engine.injected.poll();
    }

    /** Fires timers that are due, if any are; the first fiber that they make ready goes next. */
    private boolean fireDue() {
        mayGoNext = true;
        boolean isDue = engine.timers.fireDue();
        mayGoNext = false;
        return isDue;
    }

    /** Fibers that have come from other carriers go to the end of the queue. */
    private void takeIn() {
        for (int i = inbox.size(); i > 0; i--) {
            Runnable arrived = inbox.poll();
            if (arrived != null) {
                push(arrived);
            }
        }
    }

    private @Nullable Runnable takeRunNext(int now) {
        Runnable next = runNext.take();
        if (next == null) {
            streak = 0;
            return null;
        }
        if (streak == 0) {
            sliceBegan = now;
        }
        streak++;
        if (streak <= SLICE_SWITCHES && now - sliceBegan < SLICE_PERIODS) {
            return handedOver(next);
        }
        streak = 0;
        Runnable other = queue.poll();
        if (other == null) {
            other = engine.injected.pollInto(queue, engine.parallelism());
        }
        if (other == null) {
            return handedOver(next);
        }
        push(next);
        runNext.runs(other);
        return other;
    }

    private Runnable handedOver(Runnable next) {
        countHandoff();
        return next;
    }

    private @Nullable Runnable steal() {
        loot.usedUp();
        if (!isSearching) {
            isSearching = engine.idle.beginSearching();
        }
        if (!isSearching) {
            return null;
        }
        Carrier[] carriers = engine.carriers();
        int start = ThreadLocalRandom.current().nextInt(carriers.length + 1);
        for (int i = 0; i < carriers.length; i++) {
            Carrier other = carriers[(start + i) % carriers.length];
            Runnable stolen = other == this ? null : other.stolenBy(this);
            if (stolen != null) {
                countSteal();
                loot.stoleFrom(other);
                return stolen;
            }
        }
        return null;
    }

    /** By a thief: gives it half of the queue; if that is empty and the carrier is relieved, what is in the run-next slot, or the inbox. */
    @Nullable Runnable stolenBy(Carrier thief) {
        if (!hasStealableWork()) {
            return null;
        }
        Runnable stolen = queue.stealInto(thief.queue);
        if (stolen == null && isRelieved) {
            stolen = runNext.steal(); // I2
        }
        return stolen == null && isRelieved ? inbox.poll() : stolen;
    }

    /** False if the carrier has ended instead, after a long time in which nobody has woken it. */
    private boolean sleep() {
        runNext.clear();
        loot.sleeps();
        engine.idle.beginSleep(this, isSearching);
        isSearching = true; // whoever ends the sleep counts this carrier as searching
        if ((isRelieved || !inbox.isEmpty() || engine.isAnyWorkVisible()) && engine.idle.cancelSleep(this)) {
            engine.monitor.carrierAwake();
            return true;
        }
        long idleSince = System.nanoTime();
        long idleFor = 0;
        while (isAsleep) {
            long left = engine.idle.keepAliveNanos() - idleFor;
            if (left <= 0 && engine.idle.end(this, engine.timers::hasTimers)) {
                return false;
            }
            if (!engine.timers.sleepUntilDue(this, left) && engine.idle.cancelSleep(this)) {
                engine.monitor.carrierAwake();
                return true;
            }
            idleFor = System.nanoTime() - idleSince;
        }
        return true;
    }

    // Work that fibers of this carrier make ready

    /** Owner: a fiber that runs here has made this task ready. */
    void ready(Runnable task) {
        if (isRelieved) { // who knows when this carrier comes back
            engine.inject(task);
            return;
        }
        Runnable displaced = runNext.put(task);
        if (displaced != null) {
            push(displaced);
        }
    }

    /** Owner: a fiber that runs here has made this task ready, which is to run after those that are ready here already. */
    void readyInTurn(Runnable task) {
        if (!isRelieved && (runNext.isOccupied() || !queue.isEmpty())) {
            push(task);
        } else {
            ready(task);
        }
    }

    /** Owner: adds a task at the end of the queue, or where there is room. */
    void push(Runnable task) {
        if (!queue.offer(task)) {
            overflow(task);
        }
        if (!sharing.keeps()) {
            engine.wakeOneForVisibleWork();
        }
    }

    /** Half of a full queue goes where all carriers look, so that who pays for this pays once in many tasks. */
    private void overflow(Runnable task) {
        for (int i = 0; i < RunQueue.CAPACITY / 2; i++) {
            Runnable first = queue.poll();
            if (first == null) {
                break;
            }
            engine.injected.add(first);
        }
        engine.injected.add(task);
    }

    // Fibers that leave for other carriers, and those that come from there

    /** Tells this carrier from others; an older one has a smaller number. */
    int place() {
        return (int) threadId();
    }

    /** The fiber that runs here, and waits for a lock: whether it is to leave, as soon as it yields, for the one that is in that place. */
    boolean isLeftFor(int rival) {
        if (!crowding.isCrowded() || rival == 0 || rival >= place()) {
            return false;
        }
        destination = engine.carrierIn(rival);
        return destination != null;
    }

    /** Owner, with no fiber mounted: a timer has made this task ready, or a fiber that ran here has yielded. */
    void readyUnmounted(Runnable task) {
        if (mayGoNext) {
            mayGoNext = false;
            ready(task);
        } else {
            goesLast(task);
        }
    }

    /**
     * Owner: a task goes behind all others: those in the queue, and those that are injected, which this carrier takes when its queue is
     * empty. If a fiber that was to leave could not, for being pinned, the next one leaves in its stead, and may.
     */
    private void goesLast(Runnable task) {
        Carrier other = destination;
        if (other == null) {
            if (engine.injected.isEmpty()) {
                push(task);
            } else {
                engine.inject(task);
            }
            return;
        }
        destination = null;
        loot.stoleInVain();
        other.inbox.add(task, engine.injected);
        engine.wakeFor(other);
    }

    // For the monitor, the watchdog and statistics

    /** The task that it is in; null if that is not this run any more (I4). */
    @Nullable Runnable taskOf(int run) {
        Runnable running = runNext.running();
        VarHandle.acquireFence();
        return started() == run && isRunning() ? running : null;
    }

    /** How many tasks wait for it. */
    int queueDepth() {
        return queue.size() + inbox.size() + (runNext.isOccupied() ? 1 : 0);
    }

    /** Whether there is something here that others may take. */
    boolean hasStealableWork() {
        return isRelieved ? hasWaitingWork() : !sharing.keeps() && !queue.isEmpty();
    }

    boolean hasWaitingWork() {
        return runNext.isOccupied() || !queue.isEmpty() || !inbox.isEmpty();
    }

    boolean isRelieved() {
        return isRelieved;
    }

    /** Owner, relieved: gives away what it still has. */
    void handOver() {
        Runnable next = runNext.take();
        if (next != null) {
            engine.injected.add(next);
        }
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            engine.injected.add(task);
        }
    }
}
