package org.csp4j.diagnostics;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A run or a scope whose fibers are all asleep, for ever: each waits for what another one would have to do.
 *
 * @param fiberCount how many fibers it has; the opener of a scope counts too
 * @param fibers each of them, the newest first; if there are more than a thousand, a thousand of them. The opener of a scope comes
 *     last, which may be a thread that is no fiber: then its name begins with "thread", and its creation site is not known
 * @param asleepFor for how long they have all been asleep, at least
 */
public record DeadlockReport(long fiberCount, List<FiberSnapshot> fibers, Duration asleepFor) {
    public DeadlockReport {
        fibers = List.copyOf(fibers);
    }

    /** What there is to know, for people: a line as Go has it, and a block for each fiber, which an empty line precedes. */
    @Override
    public String toString() {
        return describe(fibers.size());
    }

    /** As {@link #toString()}, with at most so many fibers. */
    public String describe(int mostFibers) {
        String blocks =
                fibers.stream().limit(mostFibers).map(fiber -> "\n\n" + fiber).collect(Collectors.joining());
        long left = fiberCount - Math.min(fibers.size(), mostFibers);
        return "all fibers are asleep - deadlock!" + blocks + (left > 0 ? "\n\n... and " + left + " more" : "");
    }
}
