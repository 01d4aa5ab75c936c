package org.csp4j.internal.diag;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.park.LastingWait;
import org.jspecify.annotations.Nullable;

/** The fibers of a group and of those nested in it, and who has opened it, each with the wait that it was in; or one that was in none. */
final class Sleepers {
    private final List<Thread> threads = new ArrayList<>();
    private final List<LastingWait> waits = new ArrayList<>(); // of the thread in the same place
    private @Nullable Thread awake;
    private boolean isEndedInTime; // by the deadline of a scope

    private Sleepers() {}

    /**
     * Looks at one after the other, as long as they are asleep.
     *
     * @param opener who stands in the group without being one of its fibers; null if nobody does. It counts until it ends
     */
    static Sleepers of(FiberGroup group, @Nullable Thread opener) {
        Sleepers sleepers = new Sleepers();
        boolean areFibers = group.allNested(fiber -> sleepers.add(fiber.thread()));
        if (areFibers && opener != null && opener.isAlive()) {
            sleepers.add(opener);
        }
        sleepers.isEndedInTime = group.isDeadlineAhead() || group.isNestedDeadlineAhead();
        return sleepers;
    }

    private boolean add(Thread thread) {
        LastingWait wait = Blocker.lastingWaitOf(thread);
        if (wait == null) {
            awake = thread;
            return false;
        }
        threads.add(thread);
        waits.add(wait);
        return true;
    }

    /** One that was awake when it was looked at, if any was. */
    @Nullable Thread awake() {
        return awake;
    }

    /** Whether there are any, all of them were asleep when they were looked at, and no deadline ends that. */
    boolean areAll() {
        return awake == null && !isEndedInTime && !threads.isEmpty();
    }

    /** Whether these are the same threads in the same waits. If both are all, there was a moment between at which all were asleep at once. */
    boolean areSameAs(Sleepers others) {
        return threads.equals(others.threads) && waits.equals(others.waits);
    }

    /** Whether all of them wait for channels that are at home here. */
    boolean areWithin(Home home) {
        return waits.stream().allMatch(wait -> wait.isWithin(home));
    }

    int size() {
        return threads.size();
    }

    /** One of those that are asleep: the newest fiber first, and whoever has opened the group last. */
    Thread thread(int index) {
        return threads.get(index);
    }

    LastingWait wait(int index) {
        return waits.get(index);
    }

    List<Thread> threads() {
        return threads;
    }
}
