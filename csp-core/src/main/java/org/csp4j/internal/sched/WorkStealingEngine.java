package org.csp4j.internal.sched;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.fiber.FiberCore;
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

    private final String name;
    private final SchedulerLimits limits;
    final IdleCarriers idle = new IdleCarriers();
    final InjectionQueue injected = new InjectionQueue();
    final CarrierTimers timers;
    final SliceClock slices = new SliceClock();
    private final AtomicReference<Carrier[]> carriers = new AtomicReference<>(new Carrier[0]); // all but relieved ones
    private final AtomicInteger names = new AtomicInteger();
    final Monitor monitor;
    private final boolean parksDirectly;

    public WorkStealingEngine(String name, SchedulerLimits limits) {
        this(name, limits, report -> {});
    }

    /** An engine that tells of fibers that are stuck; it does so on a thread where nothing else waits. */
    public WorkStealingEngine(String name, SchedulerLimits limits, Consumer<? super StuckFiberReport> onStuck) {
        this.name = name;
        this.limits = limits;
        this.timers = new CarrierTimers(idle, limits.stuckAfter());
        this.monitor = new Monitor(this, limits, new Watchdog(onStuck));
        for (int i = 0; i < limits.parallelism(); i++) {
            addCarrier();
        }
        monitor.start();
        String whyNot = DirectParkingCheck.whyNot(this);
        parksDirectly = whyNot == null;
        if (!parksDirectly) {
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
        if (idle.wantsWakeUp(limits.parallelism())) {
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
        for (Carrier carrier : carriers.get()) {
            if (carrier.hasStealableWork()) {
                return true;
            }
        }
        return false;
    }

    int parallelism() {
        return limits.parallelism();
    }

    SchedulerLimits limits() {
        return limits;
    }

    Carrier[] carriers() {
        return carriers.get();
    }

    private void addCarrier() {
        Carrier carrier = new Carrier(this, name + "-carrier-" + names.incrementAndGet());
        idle.addSearching();
        carriers.updateAndGet(before -> {
            Carrier[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = carrier;
            return after;
        });
        carrier.start();
    }

    // Relieving carriers that are stuck

    /** Monitor: a carrier is stuck in a fiber while others wait; another takes its place. */
    void relieve(Carrier stuck) {
        if (stuck.relieve()) {
            idle.relieve();
            addCarrier(); // steals from the stuck one, which is taken out when it comes back
            if (idle.cancelSleep(stuck)) { // it was not stuck, and has gone to sleep
                LockSupport.unpark(stuck);
            }
        }
    }

    /** A relieved carrier has come back, and ends. */
    void retire(Carrier relieved, boolean wasSearching) {
        carriers.updateAndGet(
                before -> Arrays.stream(before).filter(each -> each != relieved).toArray(Carrier[]::new));
        relieved.handOver();
        idle.removeRelieved(wasSearching);
        wakeOneForVisibleWork(); // it may have been woken for work that it leaves to others
    }
}
