package org.csp4j.internal.diag;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.diagnostics.FiberSnapshot;
import org.csp4j.internal.fiber.CallSite;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.park.LastingWait;

/** Makes what is told of fibers that are asleep. */
final class Reports {
    private static final int MOST_FIBERS = 1_000; // a stack takes some ten microseconds, and some kilobytes

    private Reports() {}

    static DeadlockReport of(Sleepers sleepers, Duration asleepFor) {
        List<FiberSnapshot> fibers = IntStream.range(0, Math.min(sleepers.size(), MOST_FIBERS))
                .mapToObj(i -> snapshot(sleepers.thread(i), sleepers.wait(i)))
                .toList();
        return new DeadlockReport(sleepers.size(), fibers, asleepFor);
    }

    private static FiberSnapshot snapshot(Thread thread, LastingWait wait) {
        FiberCore fiber = FiberCore.of(thread);
        return new FiberSnapshot(
                fiber == null ? "thread " + thread.getName() : fiber.name(),
                fiber == null ? "an unknown place" : fiber.creationSite(),
                Optional.of(wait.waitReason()),
                CallSite.usersPart(thread.getStackTrace()));
    }
}
