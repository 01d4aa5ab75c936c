package org.csp4j.internal.runtime;

import org.csp4j.EngineChoice;
import org.csp4j.UncaughtHandler;
import org.csp4j.VirtualClock;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen of a runtime.
 *
 * @param name what people know it by; null numbers it
 * @param engine who runs the fibers
 * @param limits how many carriers run them, where they are ours
 * @param uncaughtHandler is told of fibers that fail; null logs them
 * @param clock what time is measured by; null is the system's
 * @param recordsCreationSites whether to find out which line starts each fiber
 */
public record RuntimeConfig(
        @Nullable String name,
        EngineChoice engine,
        CarrierLimits limits,
        @Nullable UncaughtHandler uncaughtHandler,
        @Nullable VirtualClock clock,
        boolean recordsCreationSites) {}
