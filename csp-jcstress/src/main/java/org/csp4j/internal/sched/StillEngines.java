package org.csp4j.internal.sched;

import java.time.Duration;

/** Engines that start no thread, for tests that are their carriers. */
final class StillEngines {
    /** One carrier has a place, and there may be another. */
    static final SchedulerLimits LIMITS = new SchedulerLimits(1, 2, Duration.ofHours(1));

    /** Of carriers that do nothing which concerns their engine. */
    static final WorkStealingEngine ANY;

    static {
        new WorkStealingEngine("real", LIMITS).close(); // tries direct parking out, which needs a carrier
        ANY = make();
    }

    private StillEngines() {}

    /** An engine without a monitor, and with one carrier, which always searches: so nobody is woken. */
    static WorkStealingEngine make() {
        WorkStealingEngine engine = new WorkStealingEngine("still", LIMITS, _ -> {}, _ -> {});
        engine.idle.takePlace();
        return engine;
    }

    /** A carrier that is not started. */
    static Carrier carrier(WorkStealingEngine engine) {
        return new Carrier(engine, "still");
    }

    /** One of its carriers has a place, and searches. */
    static IdleCarriers idleWithOneSearching() {
        IdleCarriers idle = new IdleCarriers(LIMITS);
        idle.takePlace();
        return idle;
    }

    /** Whether a carrier is asleep, for a result. */
    static String stateOf(Carrier carrier) {
        return carrier.isAsleep ? "asleep" : "awake";
    }
}
