package org.csp4j.internal.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import org.csp4j.EngineChoice;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.engine.EngineDecision;
import org.csp4j.internal.engine.PlatformEngine;
import org.csp4j.internal.sched.SchedulerLimits;
import org.csp4j.internal.sched.WorkStealingEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines that all schedulers share. */
final class SharedEngines {
    private static final Logger LOG = LoggerFactory.getLogger(SharedEngines.class);
    private static final AtomicBoolean HAS_LOGGED = new AtomicBoolean();
    private static final Engine PLATFORM = new PlatformEngine();

    /** Made when it is first needed. */
    private static final class WorkStealing {
        static final Engine INSTANCE = new WorkStealingEngine("csp4j", SchedulerLimits.standard());
    }

    private SharedEngines() {}

    /** The engine for what was asked for; the first decision is logged. */
    static Engine forChoice(EngineChoice choice) {
        EngineDecision decision = EngineDecision.decide(choice);
        Engine engine = decision.isWorkStealing() ? WorkStealing.INSTANCE : PLATFORM;
        if (HAS_LOGGED.compareAndSet(false, true)) {
            LOG.info("the {} engine runs fibers: {}", engine.name(), decision.reason());
        }
        return engine;
    }
}
