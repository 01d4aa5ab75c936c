package org.csp4j.internal.diag;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.fiber.ThreadParker;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.park.LastingWait;
import org.jspecify.annotations.Nullable;

/** One look at everybody but some fibers that are asleep: whether anybody may go on by himself, and so might wake them. */
final class Outsiders {
    /*
     * Who can go on only if somebody else wakes him, is asleep too; if all are asleep at one moment, they stay so. Hence it is enough to
     * find one who is not. Nobody can tell whether that one knows a channel that the sleepers wait on.
     *
     *   platform threads       each, as PlatformThreads says
     *   fibers                 each, as its wait says; but for strangers
     *   other virtual threads  cannot be asked. If strangers are left out: there are none since the run began, as Census says. Else those
     *                          that may go on leave traces: a carrier is busy, the JDK's timers or its pollers are in use, or there is
     *                          one that is parked in this library, and not for a run.
     *
     * Strangers know none of the channels that the sleepers wait for, as all of these are at home where the sleepers are, and nobody has sent
     * anything from there: see Home.
     *
     * I1  Two looks that found nobody awake, and the same ones asleep in the same waits: then there was a moment between them at which
     *     all were asleep. A thread that waits in the JDK is in the same wait if it has waited as often before.
     * Rejected: to look who knows a channel. It takes a dump of the heap.
     * Rejected: the JVM's own dump of all threads, which lists virtual ones. It takes 100 microseconds a thread, and the JDK before
     *     26 can crash over threads that are just parking (JDK-8364343); it did.
     */
    private final Home home;
    private final Census census;
    private final Sleepers sleepers;
    private final List<Object> asleep = new ArrayList<>(); // in which waits (I1)
    private @Nullable String awake;

    private Outsiders(Home home, Census census, Sleepers sleepers) {
        this.home = home;
        this.census = census;
        this.sleepers = sleepers;
    }

    /**
     * Looks until it has found one who is awake.
     *
     * @param home where the sleepers are at home
     * @param census since when they are
     */
    static Outsiders look(Home home, Census census, Sleepers sleepers) {
        Outsiders outsiders = new Outsiders(home, census, sleepers);
        outsiders.look();
        return outsiders;
    }

    /** One who was awake, for people; null if nobody was. */
    @Nullable String awake() {
        return awake;
    }

    /** Whether nobody was awake, at one moment between that look and this one (I1). */
    boolean wereAsleepSince(Outsiders earlier) {
        return awake == null && earlier.awake == null && asleep.equals(earlier.asleep);
    }

    private void look() {
        boolean areStrangersLeftOut =
                sleepers.areWithin(home) && !home.hasSentAbroad() && !home.hasAnybodySentFromNowhere(census::isBefore);
        Set<Thread> members = new HashSet<>(sleepers.threads());
        PlatformThreads threads = new PlatformThreads(areStrangersLeftOut, census::isBefore);
        awake = threads.look(asleep);
        if (awake == null) {
            lookAtFibers(members, areStrangersLeftOut);
        }
        if (awake == null
                && (!areStrangersLeftOut || census.isAnybodyUnknown(number -> count(members, threads, number)))) {
            lookForVirtualThreads(threads);
        }
    }

    private void lookForVirtualThreads(PlatformThreads threads) {
        asleep.add(ThreadParker.outsidersParks());
        asleep.addAll(threads.carriers());
        if (threads.areVirtualThreadsActive() || ThreadParker.areOutsidersParked()) {
            awake = "a virtual thread";
        }
    }

    private static long count(Set<Thread> members, PlatformThreads threads, LongPredicate isNumber) {
        AtomicLong count = new AtomicLong(threads.count(isNumber));
        for (FiberRegistry registry : FiberRegistry.all()) {
            registry.forEach(fiber -> {
                if (!members.contains(fiber.thread())
                        && isNumber.test(fiber.thread().threadId())) {
                    count.incrementAndGet();
                }
            });
        }
        return count.get();
    }

    private void lookAtFibers(Set<Thread> members, boolean areStrangersLeftOut) {
        for (FiberRegistry registry : FiberRegistry.all()) {
            boolean areAsleep = registry.all(fiber ->
                    members.contains(fiber.thread()) || (areStrangersLeftOut && isStranger(fiber)) || isAsleep(fiber));
            if (!areAsleep) {
                return;
            }
        }
    }

    /** Whether it knows none of the channels that the sleepers wait for, which are all at home here: it is at home elsewhere, or older. */
    private boolean isStranger(FiberCore fiber) {
        FiberGroup group = fiber.group();
        Home standsIn = Home.whereStands(fiber.thread());
        Home other = standsIn != null || group == null ? standsIn : group.home();
        return other == null ? census.isBefore(fiber.thread().threadId()) : !home.mayKnow(other);
    }

    private boolean isAsleep(FiberCore fiber) {
        LastingWait wait = Blocker.lastingWaitOf(fiber.thread());
        if (wait != null && isForEver(fiber)) {
            asleep.add(wait);
        } else if (wait != null || isAlive(fiber.thread())) {
            awake = "fiber '" + fiber.name() + "'";
        }
        return awake == null;
    }

    /** Whether no deadline ends it, with whatever it does then. */
    private static boolean isForEver(FiberCore fiber) {
        FiberGroup group = fiber.group();
        return group == null || !group.isDeadlineAhead();
    }

    /** One that is just being started is not, but then who starts it is awake. */
    private static boolean isAlive(Thread thread) {
        return thread.getState() != Thread.State.NEW && thread.getState() != Thread.State.TERMINATED;
    }
}
