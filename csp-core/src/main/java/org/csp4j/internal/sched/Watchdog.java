package org.csp4j.internal.sched;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.jdk.ContinuationTasks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what holds a carrier for long, and tells: the log, and whoever has asked to be told. */
final class Watchdog extends OnDemandThread {
    /*
     * The monitor relieves carriers, and must not wait for anybody. So it hands over what it suspects, and all that can take its time
     * is done here: looking at a stack, which waits until that thread comes to a safepoint; the log; the hook.
     *
     * 1  First look: the processor time that each suspect has taken so far.
     * 2  A pause.
     * 3  Second look: processor time, state and stack. What is still in the same run is told.
     *
     * I1  A report is about one run. A carrier shows the task that it runs (Carrier I4), and the task knows its thread. To read that
     *     is a race, which nobody loses: if task and run are the same after the look as before, the look was at this run; if
     *     not, the suspect has moved on, and there is nothing to tell.
     * P   No fiber and no carrier waits for this thread, nor does the monitor. A hook that does not return ends all telling: the queue
     *     fills up, and what the monitor cannot hand over, it keeps.
     *     The thread is there while something is suspected: a second apart at least, which is far more than it takes to start one.
     * Rejected: to look for the thread whose carrier is the stuck one, as thread dumps do. That spares the carrier a write a run,
     *     but goes through all fibers for a report, and does not find threads that are none.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int MOST_SUSPICIONS = 1_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int MOST_LOGGED = 10;
    private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

    private final Consumer<? super StuckFiberReport> hook;
    private final LinkedBlockingQueue<Suspicion> suspicions = new LinkedBlockingQueue<>(MOST_SUSPICIONS);
    private final LogBudget budget = new LogBudget(MOST_LOGGED, LOG_PERIOD);

    /** What is told to the hook is told to the log, too. */
    Watchdog(String scheduler, Consumer<Thread> starter, Consumer<? super StuckFiberReport> hook) {
        super(scheduler + "-watchdog", starter);
        this.hook = hook;
    }

    /** Monitor: hands over a run that takes long; false if there is no room for it now. Does not wait. */
    boolean suspect(Suspicion suspicion) {
        boolean hasRoom = suspicions.offer(suspicion);
        need();
        return hasRoom;
    }

    /** What a suspect's carrier had taken of a processor by then. */
    private record FirstLook(Suspicion suspicion, long atNanos, long processorNanos) {}

    @Override
    protected boolean isNeeded() {
        return !suspicions.isEmpty();
    }

    @Override
    protected void work() {
        List<Suspicion> suspects = new ArrayList<>();
        while (suspicions.drainTo(suspects) > 0) {
            lookTwice(suspects);
            suspects.clear();
        }
    }

    private void lookTwice(List<Suspicion> suspects) {
        List<FirstLook> looks = suspects.stream()
                .map(each -> new FirstLook(each, System.nanoTime(), ProcessorTime.nanosOf(each.carrier())))
                .toList();
        pause();
        for (FirstLook first : looks) {
            StuckFiberReport report = lookAgain(first);
            if (report != null) {
                tell(report);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            // by whoever interrupts threads that are not his; the load is known less well, then
        }
    }

    private static @Nullable StuckFiberReport lookAgain(FirstLook first) {
        Suspicion suspicion = first.suspicion;
        Carrier carrier = suspicion.carrier();
        Runnable task = suspicion.task();
        Thread mounted = task == null ? null : threadOf(task);
        if (mounted == null) {
            return null;
        }
        Thread.State state = mounted.getState();
        List<StackTraceElement> stack = List.of(mounted.getStackTrace());
        long now = System.nanoTime();
        double load = ProcessorTime.load(first.processorNanos, ProcessorTime.nanosOf(carrier), now - first.atNanos);
        if (suspicion.task() != task) {
            return null; // I1
        }
        FiberCore fiber = FiberCore.of(mounted);
        return new StuckFiberReport(
                fiber != null ? fiber.name() : nameOf(mounted),
                Optional.ofNullable(fiber).map(FiberCore::creationSite),
                mounted,
                carrier.getName(),
                Duration.ofNanos(now - suspicion.sinceNanos()),
                LookGuess.of(state, stack, load),
                stack);
    }

    private static @Nullable Thread threadOf(Runnable task) {
        return task instanceof FiberParker fiber ? fiber.thread() : ContinuationTasks.threadOf(task);
    }

    private static String nameOf(Thread thread) {
        return thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
    }

    /** Whatever comes of it, the watchdog goes on. */
    private void tell(StuckFiberReport report) {
        tryToLog(() -> log(report));
        try {
            hook.accept(report);
        } catch (Throwable e) {
            tryToLog(() -> LOG.error("the hook for stuck fibers has failed", e));
        }
        Thread.interrupted(); // by the hook, to no end
    }

    private void log(StuckFiberReport report) {
        long now = System.nanoTime();
        int leftOut = budget.leftOutBefore(now);
        if (leftOut > 0) {
            LOG.warn("{} reports of stuck fibers were left out of the log, lest they flood it", leftOut);
        }
        if (budget.take(now)) {
            LOG.warn("{}", report);
        }
    }

    private static void tryToLog(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            // A logger that fails: nowhere is left to tell.
        }
    }
}
