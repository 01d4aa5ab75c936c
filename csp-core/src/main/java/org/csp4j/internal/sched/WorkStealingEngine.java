package org.csp4j.internal.sched;

import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.csp4j.diagnostics.CarrierStats;
import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.internal.time.TimerService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries virtual threads on carriers of its own: few platform threads, each with a queue, which steal from each other. */
public final class WorkStealingEngine implements Engine, Executor {
    /*
     * The JDK gives execute() the continuation of a virtual thread each time it can go on. Who calls:
     *
     *   a fiber on one of our carriers (pinned meanwhile)    run-next slot: it has woken somebody, or started a fiber
     *   one of our carriers, with no fiber mounted           end of its queue: the fiber it ran has yielded, or was
     *                                                        woken while it parked
     *   anybody else: platform threads, the JDK's timers     injection queue
     *     and pollers, fibers of other engines
     */
    private static final Logger LOG = LoggerFactory.getLogger(WorkStealingEngine.class);

    private static final AtomicBoolean HAS_WARNED = new AtomicBoolean();

    private final String scheduler;
    private final SchedulerLimits limits;
    private volatile int parallelism; // guarded by this for writing
    final IdleCarriers idle = new IdleCarriers();
    final InjectionQueue injected = new InjectionQueue();
    final CarrierTimers timers;
    final SliceClock slices = new SliceClock();
    private final AtomicReference<CarrierList> carriers = new AtomicReference<>(CarrierList.EMPTY);
    private final AtomicInteger names = new AtomicInteger();
    final Monitor monitor;
    private final boolean parksDirectly;

    /** An engine of the scheduler with this name. */
    public WorkStealingEngine(String scheduler, SchedulerLimits limits) {
        this(scheduler, limits, report -> {});
    }

    /** An engine that tells of fibers that are stuck; it does so on a thread where nothing else waits. */
    public WorkStealingEngine(String scheduler, SchedulerLimits limits, Consumer<? super StuckFiberReport> onStuck) {
        this.scheduler = scheduler;
        this.limits = limits;
        this.parallelism = limits.parallelism();
        this.timers = new CarrierTimers(idle, limits.timeSlice());
        this.monitor = new Monitor(this, limits, new Watchdog(scheduler, onStuck));
        for (int i = 0; i < limits.parallelism(); i++) {
            addCarrier();
        }
        monitor.start();
        String whyNot = DirectParkingCheck.whyNot(this);
        parksDirectly = whyNot == null;
        if (!parksDirectly && HAS_WARNED.compareAndSet(false, true)) {
            LOG.warn("fibers are parked by LockSupport, which is slower: {}", whyNot);
        }
    }

    @Override
    public String name() {
        return "work-stealing";
    }

    @Override
    public void start(FiberCore fiber) {
        Thread thread = fiber.makeThread(VirtualThreads.builder(this));
        fiber.bind(thread, parksDirectly ? new DirectParker(this, thread) : new Parker.ThreadParker(thread));
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
                carrier.push(continuation);
            } else {
                carrier.ready(continuation);
            }
        } else {
            inject(continuation);
        }
    }

    /** Adds a task where all carriers look. */
    void inject(Runnable task) {
        injected.add(task);
        wakeOneForVisibleWork();
    }

    /** Work has become visible; wakes a carrier for it, unless one is about to find it anyway. */
    void wakeOneForVisibleWork() {
        VarHandle.fullFence(); // IdleCarriers I1
        if (idle.wantsWakeUp(parallelism)) {
            wakeOne();
        }
    }

    void wakeOne() {
        Carrier sleeper = idle.takeSleeper();
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
            monitor.carrierAwake();
        }
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

    private void addCarrier() {
        Carrier carrier = new Carrier(this, scheduler + "-carrier-" + names.incrementAndGet());
        idle.addSearching();
        carriers.updateAndGet(before -> before.with(carrier));
        carrier.start();
    }

    // How many carriers there are

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public synchronized void parallelism(int wanted) {
        if (wanted > limits.maxCarriers()) {
            throw new IllegalArgumentException("parallelism " + wanted + " is more than maxCarriers of scheduler '"
                    + scheduler + "', which is " + limits.maxCarriers());
        }
        int before = parallelism;
        parallelism = wanted;
        for (int i = before; i < wanted; i++) {
            addCarrier();
        }
        for (int i = wanted; i < before; i++) {
            dismissOne();
        }
    }

    /** One carrier ends when it has run the fiber that it is in, and nobody takes its place. */
    private void dismissOne() {
        while (true) {
            for (Carrier carrier : carriers()) {
                if (carrier.relieve()) {
                    idle.relieve();
                    endSleep(carrier);
                    return;
                }
            }
        }
    }

    // Relieving carriers that are stuck

    /** Monitor: a carrier is stuck in a fiber while others wait; another takes its place. */
    void relieve(Carrier stuck) {
        if (stuck.relieve()) {
            idle.relieve();
            addCarrier(); // steals from the stuck one, which is taken out when it comes back
            endSleep(stuck);
        }
    }

    /** A carrier that was relieved may be asleep: it was not stuck, and has run out of work. */
    private void endSleep(Carrier carrier) {
        if (idle.cancelSleep(carrier)) {
            LockSupport.unpark(carrier);
        }
    }

    /** A relieved carrier has come back, and ends. */
    void retire(Carrier relieved, boolean wasSearching) {
        carriers.updateAndGet(before -> before.without(relieved));
        relieved.handOver();
        idle.removeRelieved(wasSearching);
        wakeOneForVisibleWork(); // it may have been woken for work that it leaves to others
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

    @Override
    public void close() {}
}
