package org.csp4j.internal.sched;

import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.csp4j.diagnostics.CarrierStats;
import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.FiberParking;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.fiber.LockSupportParking;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries virtual threads on carriers of its own: few platform threads, each with a queue, which steal from each other. */
public final class WorkStealingEngine implements Engine, Executor {
    /*
     * The JDK gives execute() the continuation of a virtual thread each time it can go on. Who calls:
     *
     *   a fiber on one of our carriers (pinned meanwhile)    run-next slot: it has woken somebody, or started a fiber
     *   one of our carriers, with no fiber mounted           end of its queue, or of the injection queue if there are
     *                                                        tasks: the fiber it ran has yielded, or was woken while
     *                                                        it parked, or a timer has fired
     *   anybody else: platform threads, the JDK's timers     injection queue
     *     and pollers, fibers of other engines
     */
    private static final Logger LOG = LoggerFactory.getLogger(WorkStealingEngine.class);

    private static final AtomicBoolean HAS_WARNED = new AtomicBoolean();

    /** Between tries to start a thread: as long as the JDK pauses between its tries to submit one that was unparked. */
    private static final long RETRY_NANOS = 100_000_000;

    /** Once the engine is closed: enough for threads that live on to find their carrier still there, now and then. */
    private static final long KEEP_ALIVE_NANOS_WHEN_CLOSED = 20_000_000;

    /** How many carriers have spacers, for each place: those that stand in for stuck ones as well, since they may stay when these end. */
    private static final int SPACED_FOR_A_PLACE = 4;

    private final String scheduler;
    private final SchedulerLimits limits;
    private final Consumer<Thread> starter;
    final IdleCarriers idle;
    final InjectionQueue injected = new InjectionQueue();
    final CarrierTimers timers;
    final SliceClock slices = new SliceClock();
    private final AtomicReference<CarrierList> carriers = new AtomicReference<>(CarrierList.EMPTY);
    private final AtomicInteger names = new AtomicInteger();
    final Monitor monitor;
    private final FiberParking parking;
    private volatile boolean canSpareThreads = true; // not if the last carrier could not be started

    /** An engine of the scheduler with this name. */
    public WorkStealingEngine(String scheduler, SchedulerLimits limits) {
        this(scheduler, limits, report -> {});
    }

    /** An engine that tells of fibers that are stuck; it does so on a thread where nothing else waits. */
    public WorkStealingEngine(String scheduler, SchedulerLimits limits, Consumer<? super StuckFiberReport> onStuck) {
        this(scheduler, limits, onStuck, Thread::start);
    }

    /** An engine whose threads are started by this. */
    WorkStealingEngine(
            String scheduler,
            SchedulerLimits limits,
            Consumer<? super StuckFiberReport> onStuck,
            Consumer<Thread> starter) {
        this.scheduler = scheduler;
        this.limits = limits;
        this.starter = starter;
        this.idle = new IdleCarriers(limits);
        this.timers = new CarrierTimers(idle, limits.timeSlice(), () -> retry(this::wakeOne));
        this.monitor = new Monitor(this, limits, starter, new Watchdog(scheduler, starter, onStuck));
        DirectFiberParking direct = new DirectFiberParking(this);
        String whyNot = DirectParkingCheck.whyNot(this, direct);
        parking = whyNot == null ? direct : LockSupportParking.PLAIN;
        if (whyNot != null && HAS_WARNED.compareAndSet(false, true)) {
            LOG.warn("fibers are parked by LockSupport, which is slower: {}", whyNot);
        }
    }

    @Override
    public String name() {
        return "work-stealing";
    }

    @Override
    public void start(FiberCore fiber) {
        fiber.own(VirtualThreads.unstarted(this, fiber), parking);
        fiber.start();
    }

    @Override
    public TimerService timers() {
        return timers.service();
    }

    @Override
    public void execute(Runnable continuation) {
        if (VirtualThreads.currentCarrierThread() instanceof Carrier carrier && carrier.engine == this) {
            if (Thread.currentThread() == carrier) {
                carrier.readyUnmounted(continuation);
            } else {
                carrier.ready(continuation);
            }
        } else {
            inject(continuation);
        }
    }

    /** As {@link #execute}, for a fiber that is to run after those that are ready already. */
    void executeInTurn(FiberParker fiber) {
        if (VirtualThreads.currentCarrierThread() instanceof Carrier carrier
                && carrier.engine == this
                && Thread.currentThread() != carrier) {
            carrier.readyInTurn(fiber);
        } else {
            execute(fiber);
        }
    }

    /**
     * Adds a task where all carriers look.
     *
     * @throws OutOfMemoryError if there is no carrier, and none can be started, unless the task is a fiber that was unparked; it stays
     *     there for the next one
     */
    void inject(Runnable task) {
        injected.add(task);
        try {
            wakeOneForVisibleWork();
        } catch (OutOfMemoryError e) {
            if (!(task instanceof FiberParker)) {
                throw e; // to the JDK: the start of a thread fails, an unpark is tried again
            }
            retry(this::wakeOneForVisibleWork);
        }
    }

    /** For who is in the middle of something, and cannot fail: tries until a thread can be started. */
    private static void retry(Runnable start) {
        while (true) {
            try {
                start.run();
                return;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Work has become visible; wakes a carrier for it, or starts one, unless one is about to find it anyway. */
    void wakeOneForVisibleWork() {
        VarHandle.fullFence(); // IdleCarriers I1
        if (idle.wantsWakeUp()) {
            wakeOne();
        }
    }

    /**
     * Wakes a carrier, or starts one, if nobody searches.
     *
     * @throws OutOfMemoryError if there is none, and none can be started
     */
    void wakeOne() {
        Carrier sleeper = idle.takeSleeper();
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
            monitor.carrierAwake();
        } else if (idle.takePlace()) {
            startCarrier();
        }
    }

    /** Starts a carrier, for which a place was taken, and its spacers, unless there are many carriers. */
    private void startCarrier() {
        boolean hasSpacers = canSpareThreads && idle.carriers() <= SPACED_FOR_A_PLACE * idle.parallelism();
        Carrier carrier = null;
        try {
            carrier = new Carrier(this, scheduler + "-carrier-" + names.incrementAndGet());
            add(carrier);
            if (hasSpacers) {
                carrier.spacers.start(starter);
            }
            starter.accept(carrier);
        } catch (Throwable e) { // an OutOfMemoryError, for want of memory or threads
            canSpareThreads = false; // a spacer may have been the last that there could be
            if (carrier != null) {
                remove(carrier);
                carrier.spacers.end();
            }
            if (idle.giveBackPlace(carrier) == 0) {
                throw e;
            }
            wakeOneForVisibleWork(); // for who has relied on it; those that are awake look before they sleep
            return;
        }
        canSpareThreads = true;
        if (hasSpacers) {
            carrier.spacers.start(starter);
        }
        monitor.carrierAwake();
    }

    private void add(Carrier carrier) {
        carriers.updateAndGet(before -> before.with(carrier));
    }

    private void remove(Carrier carrier) {
        carriers.updateAndGet(before -> before.without(carrier));
    }

    /** Whether a carrier that is about to sleep should stay awake. */
    boolean isAnyWorkVisible() {
        if (!injected.isEmpty()) {
            return true;
        }
        for (Carrier carrier : carriers()) {
            if (carrier.hasStealableWork()) {
                return true;
            }
        }
        return false;
    }

    Carrier[] carriers() {
        return carriers.get().carriers();
    }

    SchedulerLimits limits() {
        return limits;
    }

    /** The name of the scheduler, which its threads have too. */
    String schedulerName() {
        return scheduler;
    }

    /** The carrier that has this place, if it is there. */
    @Nullable Carrier carrierIn(int place) {
        for (Carrier carrier : carriers()) {
            if (carrier.place() == place) {
                return carrier;
            }
        }
        return null;
    }

    /** A fiber has come to a carrier. It may be asleep, or relieved, or have ended. After a full fence. */
    void wakeFor(Carrier carrier) {
        endSleep(carrier);
        if (carrier.isRelieved() || carrier.inbox.isClosed()) {
            retry(this::wakeOneForVisibleWork);
        }
    }

    // How many carriers there are

    @Override
    public int parallelism() {
        return idle.parallelism();
    }

    @Override
    public synchronized void parallelism(int wanted) {
        if (wanted > limits.maxCarriers()) {
            throw new IllegalArgumentException("parallelism " + wanted + " is more than maxCarriers of scheduler '"
                    + scheduler + "', which is " + limits.maxCarriers());
        }
        idle.parallelism(wanted);
        while (idle.hasTooMany()) { // again, while one that counts is just being started
            dismiss(carrier -> carrier.isAsleep);
            dismiss(_ -> true);
        }
        if (isAnyWorkVisible()) {
            wakeOneForVisibleWork(); // and that one the next, if there is work for more
        }
    }

    /** Carriers that are too many end: when they have run the fiber that they are in, and nobody takes their place. */
    private void dismiss(Predicate<Carrier> which) {
        for (Carrier carrier : carriers()) {
            if (which.test(carrier) && idle.dismiss(carrier)) {
                endSleep(carrier);
            }
        }
    }

    // Relieving carriers that are stuck

    /** Monitor: a carrier is stuck in a fiber while others wait; another takes its place. False if it cannot be. */
    boolean relieve(Carrier stuck) {
        boolean isRelieved = idle.relieve(stuck);
        if (isRelieved) {
            wakeOneForVisibleWork(); // what it has is for others now; it is taken out when it comes back
            endSleep(stuck);
        }
        return isRelieved;
    }

    /** A carrier that was relieved may be asleep: it was not stuck, and has run out of work. */
    private void endSleep(Carrier carrier) {
        if (carrier.isAsleep && idle.cancelSleep(carrier)) {
            LockSupport.unpark(carrier);
            monitor.carrierAwake(); // it may take a place again
        }
    }

    /** Carrier: it was relieved, has come back to no place, and ends. */
    void retire(Carrier relieved) {
        relieved.handOver();
        ended(relieved);
        wakeOneForVisibleWork(); // it may have been woken for work that it leaves to others
    }

    /** Carrier: it does nothing any more. */
    void ended(Carrier carrier) {
        remove(carrier);
        if (carrier.inbox.close(injected)) {
            retry(this::wakeOneForVisibleWork);
        }
        carrier.spacers.end();
        monitor.carrierEnded();
    }

    // Statistics

    @Override
    public SchedulerStats stats(FiberRegistry fibers) {
        CarrierList now = carriers.get();
        int inFibers = 0;
        int stuck = 0;
        int queued = 0;
        for (Carrier carrier : now.carriers()) {
            inFibers += !carrier.isRunning() ? 0 : 1;
            stuck += carrier.isRelieved() ? 1 : 0;
            queued += carrier.queueDepth();
        }
        int waiting = injected.size();
        CarrierCounts counts = now.counts();
        FiberRegistry.Counts known = fibers.counts();
        long running = Math.min(inFibers, known.live()); // some of what carriers run may be no fiber, or end meanwhile
        long runnable = Math.min((long) queued + waiting, known.live() - running);
        long parked = known.live() - running - runnable;
        return new SchedulerStats(
                known.spawned(),
                known.ended(),
                running,
                runnable,
                parked,
                Optional.of(new CarrierStats(
                        now.carriers().length,
                        stuck,
                        counts.switches(),
                        counts.parks(),
                        counts.handoffs(),
                        counts.steals(),
                        queued,
                        waiting)));
    }

    /** Lets carriers end, and those that live on for the sake of timers or late threads soon. Starts some again if need be. */
    @Override
    public void close() {
        idle.shortenKeepAlive(KEEP_ALIVE_NANOS_WHEN_CLOSED);
        for (Carrier carrier : carriers()) {
            LockSupport.unpark(carrier);
        }
    }
}
