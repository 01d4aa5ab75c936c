package org.csp4j.internal.diag;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.park.Blocker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One group that is watched for deadlocks, and what the detector has found out about it. */
public final class Watch implements AutoCloseable {
    /*
     * 1  All fibers of the group are asleep, when they are looked at one after the other, and then once more: the same ones, in the same
     *    waits. So there was a moment at which all were asleep. They wake each other only when they run: only outsiders can wake them.
     *    The opener of a scope is one of them, whatever it waits for.
     * 2  All outsiders are asleep.
     * 3  At the next look but one thing has changed, the time: the fibers are in the same waits, before and after a look at the outsiders,
     *    and so are these. So there was a moment at which everybody was asleep, and it stays so.
     *
     * Where an outsider is awake, 2 is repeated, after ever longer times; where a fiber is, all of it. So it is once a deadlock has been
     * told, until the watch is closed: what was cancelled for it may go to sleep for ever once more.
     *
     * A group inside of another one that waits for what is not at home in it is left to the outer one: it is part of that, and so is whoever
     * may wake it.
     *
     * P   A look ends with the first fiber that is awake, and begins with the one that was so the last time; where most are asleep, and
     *     ever another one is not, a look may take time, and then the next one waits for a multiple of that.
     *     Between 2 and 3 some time passes, in which a thread comes to run that was woken, but still looks asleep. If the detector itself
     *     has come to run late, so may others have, and it waits once more.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final int MOST_LOAD = 20; // a look takes at most one part in so many of the time
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;
    private static final int FIBERS_NAMED = 10;

    private final FiberGroup group;
    private final @Nullable Thread opener;
    private final Home home;
    private final Census census;
    private final WatchLimits limits;
    private final Consumer<? super DeadlockReport> whenDead;
    private final Consumer<Watch> whenClosed;

    private long nextLookNanos = System.nanoTime(); // the detector alone, as is what follows
    private @Nullable Thread witness; // that was awake
    private @Nullable Suspicion suspicion;

    /**
     * A watch over a group.
     *
     * @param group which is a home, and begins after this
     * @param opener who stands in the group without being one of its fibers; null if nobody does
     * @param whenDead is told if all of these are asleep for ever, and again, if all are that are left; by the detector
     * @param whenClosed is told when there is nothing more to look at
     */
    Watch(
            FiberGroup group,
            @Nullable Thread opener,
            WatchLimits limits,
            Consumer<? super DeadlockReport> whenDead,
            Consumer<Watch> whenClosed) {
        this.group = group;
        this.opener = opener;
        this.home = Objects.requireNonNull(group.home(), "a group that is not watched");
        this.census = new Census(group);
        this.limits = limits;
        this.whenDead = whenDead;
        this.whenClosed = whenClosed;
    }

    /** The group is not watched any more; the detector may be just looking at it. */
    @Override
    public void close() {
        whenClosed.accept(this);
    }

    @Override
    public String toString() {
        return group.toString();
    }

    /** How many homes are around it. */
    int depth() {
        return home.depth();
    }

    /** That all fibers are asleep, and what has been found out about the outsiders. */
    private static final class Suspicion {
        final Sleepers sleepers;
        final long sinceNanos;
        Outsiders outsiders;
        long lookedNanos; // at the outsiders
        long pauseNanos; // until they are looked at again
        boolean isLate; // the detector has been, in this pause
        boolean hasWarned;

        Suspicion(Sleepers sleepers, long sinceNanos, Outsiders outsiders, long pauseNanos) {
            this.sleepers = sleepers;
            this.sinceNanos = sinceNanos;
            this.outsiders = outsiders;
            this.lookedNanos = sinceNanos;
            this.pauseNanos = pauseNanos;
        }
    }

    /** A look of which nothing comes. */
    void rehearse() {
        Sleepers sleepers = Sleepers.of(group, opener);
        Outsiders.look(home, census, sleepers);
        Reports.of(sleepers, Duration.ZERO);
    }

    /**
     * One look, unless it is too early for that.
     *
     * @param isLate whether the detector has come to run late
     */
    void look(boolean isLate) {
        long now = System.nanoTime();
        if (suspicion != null) {
            suspicion.isLate |= isLate;
        }
        if (now - nextLookNanos >= 0) {
            Sleepers sleepers = sleepers();
            nextLookNanos = now + MOST_LOAD * (System.nanoTime() - now);
            suspicion = sleepers == null ? null : suspect(sleepers, now);
        }
    }

    /** The fibers, if all of them are asleep, and it is for this watch to look after them. */
    private @Nullable Sleepers sleepers() {
        if (witness != null && witness.isAlive() && Blocker.lastingWaitOf(witness) == null) {
            return null;
        }
        Sleepers sleepers = Sleepers.of(group, opener);
        witness = sleepers.awake();
        boolean isMine = home.depth() == 0 || sleepers.areWithin(home);
        return sleepers.areAll() && isMine ? sleepers : null;
    }

    private boolean areStill(Sleepers sleepers) {
        Sleepers again = sleepers();
        return again != null && again.areSameAs(sleepers);
    }

    private @Nullable Suspicion suspect(Sleepers sleepers, long now) {
        Suspicion before = suspicion;
        if (before == null || !before.sleepers.areSameAs(sleepers)) {
            return areStill(sleepers) // 1
                    ? new Suspicion(
                            sleepers,
                            now,
                            Outsiders.look(home, census, sleepers),
                            limits.period().toNanos()) // 2
                    : null;
        }
        boolean isDead = now - before.lookedNanos >= before.pauseNanos && lookAtOutsiders(before, now);
        return isDead ? null : before;
    }

    /** True if it is a deadlock, which has been told. */
    private boolean lookAtOutsiders(Suspicion suspicion, long now) {
        Outsiders outsiders = Outsiders.look(home, census, suspicion.sleepers);
        long tookNanos = System.nanoTime() - now;
        Duration asleepFor = Duration.ofNanos(now - suspicion.sinceNanos);
        if (outsiders.wereAsleepSince(suspicion.outsiders) && !suspicion.isLate && areStill(suspicion.sleepers)) { // 3
            whenDead.accept(Reports.of(suspicion.sleepers, asleepFor));
            return true;
        }
        suspicion.outsiders = outsiders;
        suspicion.isLate = false;
        suspicion.lookedNanos = now;
        suspicion.pauseNanos =
                outsiders.awake() == null ? limits.period().toNanos() : longerPause(asleepFor, tookNanos);
        if (!suspicion.hasWarned && outsiders.awake() != null && asleepFor.compareTo(limits.warnAfter()) >= 0) {
            suspicion.hasWarned = true;
            LOG.warn(
                    "all fibers of {} are asleep, and have been for {} s; only {} may wake them, or another"
                            + " outsider. {}",
                    group,
                    asleepFor.toSeconds(),
                    outsiders.awake(),
                    Reports.of(suspicion.sleepers, asleepFor).describe(FIBERS_NAMED));
        }
        return false;
    }

    private long longerPause(Duration asleepFor, long tookNanos) {
        long pause = Math.clamp(asleepFor.toNanos() / 8, limits.period().toNanos(), LONGEST_PAUSE_NANOS);
        return Math.max(pause, MOST_LOAD * tookNanos);
    }
}
