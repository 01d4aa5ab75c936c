package org.csp4j.testsupport;

import java.util.List;
import java.util.stream.Stream;
import org.csp4j.Scheduler;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerService;

/** The timers of all that the tests share: threads, the fibers of each engine, and those of the shared scheduler. */
public final class ArmedTimers {
    private ArmedTimers() {}

    /** How many are armed. */
    public static int count() {
        return Services.ALL.stream().mapToInt(TimerService::armed).sum();
    }

    private static final class Services {
        static final List<TimerService> ALL = Stream.concat(
                        Stream.of(SystemTimers.shared()),
                        Stream.concat(Engines.available().map(Engines::scheduler), Stream.of(Scheduler.shared()))
                                .map(Services::of))
                .distinct()
                .toList();

        private static TimerService of(Scheduler scheduler) {
            try {
                return scheduler.async(CurrentFiber::timers).result();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
