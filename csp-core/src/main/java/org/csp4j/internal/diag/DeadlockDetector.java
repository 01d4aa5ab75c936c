package org.csp4j.internal.diag;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.sched.OnDemandThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what is watched for deadlocks, again and again, on a thread that is there as long as anything is. */
public final class DeadlockDetector extends OnDemandThread {
    /*
     * See Watch for what it looks for. Those that are nested come before what is around them: if the fibers of both are asleep, the inner
     * ones are ended, and whoever waits for them goes on.
     *
     * P   No fiber does anything for it, or waits for it. What is watched for less than a period is not looked at. The first look in a JVM would
     *     take some 40 ms to load what it needs, and a pause of a multiple of that would follow: hence a rehearsal, in the first period.
     */
    private static final Logger LOG = LoggerFactory.getLogger(DeadlockDetector.class);
    private static final long PERIOD_NANOS = WatchLimits.STANDARD.period().toNanos();
    private static final long LATE_NANOS = 50_000_000;
    private static final DeadlockDetector SHARED = new DeadlockDetector();

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private boolean hasRehearsed; // its thread alone

    private DeadlockDetector() {
        super("csp4j-deadlock-detector", Thread::start);
    }

    /**
     * Watches a group, which is a home and begins after this, until the watch is closed.
     *
     * @param opener see {@link Watch}
     * @param whenDead likewise
     */
    public static Watch watch(FiberGroup group, @Nullable Thread opener, Consumer<? super DeadlockReport> whenDead) {
        Watch watch = new Watch(group, opener, WatchLimits.STANDARD, whenDead, SHARED.watches::remove);
        SHARED.watches.add(watch);
        SHARED.need();
        return watch;
    }

    @Override
    protected boolean isNeeded() {
        return !watches.isEmpty();
    }

    @Override
    protected void work() {
        while (isNeeded()) {
            long begin = System.nanoTime();
            if (!hasRehearsed) {
                hasRehearsed = true;
                watches.stream().limit(1).forEach(watch -> attempt(watch, watch::rehearse));
            }
            LockSupport.parkNanos(this, PERIOD_NANOS - (System.nanoTime() - begin));
            Thread.interrupted(); // nobody has a reason to interrupt it, and parking would end at once ever after
            boolean isLate = System.nanoTime() - begin > PERIOD_NANOS + LATE_NANOS;
            watches.stream()
                    .sorted(Comparator.comparingInt(Watch::depth).reversed())
                    .forEach(watch -> attempt(watch, () -> watch.look(isLate)));
        }
    }

    /** Whatever comes of it, the detector goes on. */
    private static void attempt(Watch watch, Runnable look) {
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            watch.close();
            LOG.error("{} is not watched for deadlocks any more, as looking at it has failed", watch, e);
        }
    }
}
