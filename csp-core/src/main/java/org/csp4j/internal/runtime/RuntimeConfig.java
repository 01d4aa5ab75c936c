package org.csp4j.internal.runtime;

import java.util.function.Consumer;
import org.csp4j.EngineChoice;
import org.csp4j.UncaughtHandler;
import org.csp4j.VirtualClock;
import org.csp4j.diagnostics.StuckFiberReport;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen of a runtime.
 *
 * @param name what people know it by; null numbers it
 * @param engine who runs the fibers
 * @param limits how many carriers run them, where they are ours
 * @param uncaughtHandler is told of fibers that fail; null logs them
 * @param onStuck is told of fibers that hold their carrier for long, too, where the engine can tell; null only logs them
 * @param clock what time is measured by; null is the system's
 * @param recordsCreationSites whether to find out which line starts each fiber
 * @param detectsDeadlocks whether runs whose main it runs are watched for deadlocks
 */
public record RuntimeConfig(
        @Nullable String name,
        EngineChoice engine,
        CarrierLimits limits,
        @Nullable UncaughtHandler uncaughtHandler,
        @Nullable Consumer<? super StuckFiberReport> onStuck,
        @Nullable VirtualClock clock,
        boolean recordsCreationSites,
        boolean detectsDeadlocks) {}
