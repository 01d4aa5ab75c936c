package org.csp4j.internal.fiber;

import org.csp4j.internal.time.SystemTimers;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;

/** A fiber without an engine or a runtime around it. */
abstract class FiberByHand extends FiberCore {
    private final FiberRegistry registry;

    FiberByHand(@Nullable String name, String creationSite, FiberRegistry registry) {
        super(name, creationSite);
        this.registry = registry;
    }

    @Override
    public final TimerService timers() {
        return SystemTimers.shared();
    }

    @Override
    protected final FiberRegistry registry() {
        return registry;
    }

    @Override
    protected void ended() {}
}
