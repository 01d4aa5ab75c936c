package org.csp4j.internal.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.csp4j.EngineChoice;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.engine.EngineDecision;
import org.csp4j.internal.engine.PlatformEngine;
import org.csp4j.internal.sched.WorkStealingEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the engine of a runtime: carriers of its own, or the JDK's scheduler, which is one for all. */
final class RuntimeEngines {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeEngines.class);
    private static final AtomicBoolean HAS_LOGGED = new AtomicBoolean();
    private static final Engine PLATFORM = new PlatformEngine();

    private RuntimeEngines() {}

    /** The engine for what was asked for; the first decision is logged. */
    static Engine make(String name, RuntimeConfig config) {
        EngineChoice choice = config.engine();
        CarrierLimits limits = config.limits();
        if (choice == EngineChoice.PLATFORM && limits.isAny()) {
            throw new IllegalStateException(
                    "scheduler '" + name + "' is to run on the platform engine, with " + limits.describe()
                            + "; these are limits of the work-stealing engine: " + PlatformEngine.WHOSE_CARRIERS);
        }
        EngineDecision decision = EngineDecision.decide(choice);
        Engine engine = decision.isWorkStealing() ? workStealing(name, config) : PLATFORM;
        if (HAS_LOGGED.compareAndSet(false, true)) {
            LOG.info("the {} engine runs fibers: {}", engine.name(), decision.reason());
        }
        if (!decision.isWorkStealing() && limits.isAny()) {
            LOG.warn(
                    "scheduler '{}' runs on the platform engine, and ignores {}: {}",
                    name,
                    limits.describe(),
                    PlatformEngine.WHOSE_CARRIERS);
        }
        return engine;
    }

    private static Engine workStealing(String name, RuntimeConfig config) {
        Consumer<? super StuckFiberReport> onStuck = config.onStuck();
        return new WorkStealingEngine(name, config.limits().orStandard(), onStuck != null ? onStuck : report -> {});
    }
}
