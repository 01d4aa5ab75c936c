package org.csp4j.internal.diag;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.park.LastingWait;
import org.jspecify.annotations.Nullable;

/** The fibers of a group and of those nested in it, each with the wait that it was in; or one that was in none. */
final class Sleepers {
    private final List<FiberCore> fibers = new ArrayList<>();
    private final List<LastingWait> waits = new ArrayList<>(); // of the fiber in the same place
    private @Nullable FiberCore awake;
    private boolean isEndedInTime; // by the deadline of a scope

    private Sleepers() {}

    /** Looks at one fiber after the other, as long as they are asleep. */
    static Sleepers of(FiberGroup group) {
        Sleepers sleepers = new Sleepers();
        group.allNested(sleepers::add);
        sleepers.isEndedInTime = group.isAnyDeadlineAhead();
        return sleepers;
    }

    private boolean add(FiberCore fiber) {
        LastingWait wait = Blocker.lastingWaitOf(fiber.thread());
        if (wait == null) {
            awake = fiber;
            return false;
        }
        fibers.add(fiber);
        waits.add(wait);
        return true;
    }

    /** One that was awake when it was looked at, if any was. */
    @Nullable FiberCore awake() {
        return awake;
    }

    /** Whether there are fibers, all of them were asleep when they were looked at, and no deadline ends that. */
    boolean areAll() {
        return awake == null && !isEndedInTime && !fibers.isEmpty();
    }

    /** Whether these are the same fibers in the same waits. If both are all, there was a moment between at which all were asleep at once. */
    boolean areSameAs(Sleepers others) {
        return fibers.equals(others.fibers) && waits.equals(others.waits);
    }

    /** Whether all of them wait for channels that are at home here. */
    boolean areWithin(Home home) {
        return waits.stream().allMatch(wait -> wait.isWithin(home));
    }

    int size() {
        return fibers.size();
    }

    FiberCore fiber(int index) {
        return fibers.get(index);
    }

    LastingWait wait(int index) {
        return waits.get(index);
    }

    List<FiberCore> fibers() {
        return fibers;
    }
}
