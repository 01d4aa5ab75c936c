package org.csp4j.diagnostics;

import java.util.Optional;

/**
 * What the fibers of a scheduler did at one moment, and have done until then; see {@link org.csp4j.Scheduler#stats()}.
 *
 * <p>{@code spawned} and {@code ended}, and so {@link #live()}, are exact. Each live fiber counts as running, runnable or parked:
 * {@code live() == running + runnable + parked}, always. How the live ones divide is exact while no fiber starts, ends, parks or
 * is woken; otherwise it is near, as each part is looked at in turn.
 *
 * <p>On the work-stealing engine, running are those that a carrier is in, runnable those in its queues, and parked the rest: which
 * includes fibers that wait in code of others, for a lock or a socket. Virtual threads that fibers have started by means of the JDK
 * run on the same carriers; where these run or wait to run, some parked fibers are counted in their place. On the platform engine
 * nobody can tell who runs: there {@code running} is 0, and runnable are all that are not parked.
 *
 * @param spawned how many fibers have been started
 * @param ended how many of them have ended
 * @param running how many live fibers run; 0 on the platform engine
 * @param runnable how many can run, and wait for a processor
 * @param parked how many wait for anything else
 * @param carriers what carries them; empty on the platform engine, where the JDK does
 */
public record SchedulerStats(
        long spawned, long ended, long running, long runnable, long parked, Optional<CarrierStats> carriers) {
    /** Checks that the numbers add up. */
    public SchedulerStats {
        if (spawned - ended != running + runnable + parked) {
            throw new IllegalArgumentException("of " + spawned + " fibers that were spawned " + ended
                    + " have ended, but " + running + " run, " + runnable + " are runnable and " + parked + " parked");
        }
    }

    /** How many fibers have been started, and have not ended. */
    public long live() {
        return spawned - ended;
    }
}
